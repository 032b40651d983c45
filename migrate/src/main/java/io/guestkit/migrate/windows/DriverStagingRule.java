package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All drivers for devices that QEMU can have, where Windows looks when it finds a new device. */
final class DriverStagingRule implements FixRule {

    /** From the directory of Windows; each driver in its own, since files of several may have the same name. */
    static final String DIRECTORY = "Drivers/VirtIO";

    private static final String KEY = "Microsoft\\Windows\\CurrentVersion";
    private static final String VALUE = "DevicePath";
    private static final String DEFAULT = "%SystemRoot%\\inf";

    /** A driver's own directory, and its INF there. */
    record Staged(String name, String inf) {}

    @Override
    public String name() {
        return "driver-staging";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.VIRTIO_WIN);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        Optional<Path> drivers = draft.options().virtioWin();
        if (drivers.isEmpty()) {
            return; // the storage driver says so
        }
        try (WindowsGuest guest = WindowsGuest.of(draft);
                VirtioWin virtioWin = VirtioWin.open(drivers.get())) {
            String top = guest.inWindows(DIRECTORY);
            String reason = "Windows installs a driver for each new device from there";
            List<String> paths = new ArrayList<>();
            for (Map.Entry<Path, VirtioWin.Driver> each :
                    folders(virtioWin.drivers(guest.version())).entrySet()) {
                VirtioWin.Driver driver = each.getValue();
                List<String> evidence = List.of("%s: for %s".formatted(driver.place(), ids(driver)));
                for (Path file : virtioWin.files(driver)) {
                    String place = top + "/" + driver.name() + "/" + file.getFileName();
                    draft.copyIn(virtioWin.hostFile(file), place, 0644, reason, evidence);
                }
                paths.add("%SystemRoot%\\" + DIRECTORY.replace('/', '\\') + "\\" + driver.name());
            }
            if (paths.isEmpty()) {
                draft.note("%s has no drivers for %s".formatted(drivers.get(), guest.version()));
                return;
            }
            devicePath(draft, guest, paths);
        }
    }

    /** What is for one guest, by directory; of several in one directory the first gives its name to the copy. */
    static Map<Path, VirtioWin.Driver> folders(Collection<VirtioWin.Driver> all) {
        Map<Path, VirtioWin.Driver> folders = new LinkedHashMap<>();
        for (VirtioWin.Driver driver : all) {
            if (isForMachine(driver)) {
                folders.putIfAbsent(driver.directory(), driver);
            }
        }
        return folders;
    }

    /** Each driver's INF as it will lie in the guest, below {@link #DIRECTORY}, with backslashes. */
    static List<String> infs(VirtioWin virtioWin, WindowsVersion version) throws IOException {
        Collection<VirtioWin.Driver> all = virtioWin.drivers(version);
        Map<Path, String> names = new HashMap<>();
        folders(all).forEach((directory, driver) -> names.put(directory, driver.name()));
        List<String> infs = new ArrayList<>();
        for (VirtioWin.Driver driver : all) {
            String name = names.get(driver.directory());
            if (name != null && isForMachine(driver)) {
                infs.add(name + "\\" + driver.inf().getFileName());
            }
        }
        return infs;
    }

    /** Protocols and filters of networks have INF files, too, and are for no device. */
    private static boolean isForMachine(VirtioWin.Driver driver) {
        for (DriverInf.Model model : driver.facts().models()) {
            String id = model.hardwareId().toUpperCase(Locale.ROOT);
            if (id.startsWith("PCI\\") || id.startsWith("ACPI\\") || id.startsWith("VIRTIOSERIAL\\")) {
                return true;
            }
        }
        return false;
    }

    private static String ids(VirtioWin.Driver driver) {
        List<String> ids = new ArrayList<>();
        for (DriverInf.Model model : driver.facts().models()) {
            if (!ids.contains(model.hardwareId()) && ids.size() < 4) {
                ids.add(model.hardwareId());
            }
        }
        return String.join(", ", ids);
    }

    private static void devicePath(Draft draft, WindowsGuest guest, List<String> paths) throws IOException {
        Optional<Value> value = guest.software().hive().value(KEY, VALUE);
        String before = value.isEmpty() ? "" : value.get().text();
        StringBuilder after = new StringBuilder(before.isBlank() ? DEFAULT : before);
        List<String> there = List.of(before.toLowerCase(Locale.ROOT).split(";", -1));
        for (String path : paths) {
            if (!there.contains(path.toLowerCase(Locale.ROOT))) {
                after.append(';').append(path);
            }
        }
        new RegistryChanges(
                        draft,
                        guest.software(),
                        "Windows looks for drivers of new devices in the directories that are named there",
                        List.of(guest.software().path() + ": " + KEY + "\\" + VALUE + " is " + before))
                .expandable(KEY, VALUE, after.toString());
    }
}
