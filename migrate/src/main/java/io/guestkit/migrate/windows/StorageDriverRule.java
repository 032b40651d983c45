package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.registry.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The drivers of virtio's two kinds of disks: they have to run before anything can be read from a disk, so that Windows
 * cannot install them itself. Both are bound, whichever the machine has.
 */
final class StorageDriverRule implements FixRule {

    /** Virtio 1.2, 4.1.2: the identifiers of a block device and of a SCSI host, transitional and modern. */
    private static final List<Device> DEVICES = List.of(
            new Device("virtio-blk", List.of("VEN_1AF4&DEV_1001", "VEN_1AF4&DEV_1042")),
            new Device("virtio-scsi", List.of("VEN_1AF4&DEV_1004", "VEN_1AF4&DEV_1048")));

    private static final String CATALOGS = "System32/CatRoot/{F750E6C3-38EE-11D1-85E5-00C04FC295EE}/";
    private static final int BOOT_START = 0;
    /** Windows 7 without its updates knows no signatures by SHA-256. */
    private static final int FIRST_WITH_SHA256 = 602;

    private record Device(String name, List<String> ids) {}

    @Override
    public String name() {
        return "storage-driver";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.VIRTIO_WIN);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            List<Device> missing = new ArrayList<>();
            for (Device device : DEVICES) {
                String service = boundTo(guest, device);
                if (service == null) {
                    missing.add(device);
                } else {
                    draft.note("%s has a driver already that starts at boot, %s: it is left as it is"
                            .formatted(device.name(), service));
                }
            }
            Optional<Path> drivers = draft.options().virtioWin();
            if (missing.isEmpty()) {
                return;
            }
            if (drivers.isEmpty()) {
                draft.note(("no drivers were given (--virtio-win): Windows will not start from virtio disks. "
                                + "It starts from SATA%s, with an e1000e network card")
                        .formatted(
                                guest.version().isAtLeast(6, 0)
                                        ? ""
                                        : " only if it has a driver for it, else from IDE"));
                return;
            }
            try (VirtioWin virtioWin = VirtioWin.open(drivers.get())) {
                bind(draft, guest, virtioWin, missing);
            }
        }
    }

    private static void bind(Draft draft, WindowsGuest guest, VirtioWin virtioWin, List<Device> missing)
            throws IOException {
        List<VirtioWin.Driver> all = List.copyOf(virtioWin.drivers(guest.version()));
        boolean any = false;
        for (Device device : missing) {
            VirtioWin.Driver found = null;
            for (VirtioWin.Driver driver : all) {
                for (DriverInf.Model model : driver.facts().models()) {
                    found = found == null && isFor(model, device) ? driver : found;
                }
            }
            if (found == null) {
                draft.note("%s has no driver for %s and %s"
                        .formatted(draft.options().virtioWin().orElseThrow(), device.name(), guest.version()));
            } else {
                bind(draft, guest, virtioWin, found, device);
                any = true;
            }
        }
        virtioWin.doubts().forEach(draft::note);
        if (any) {
            draft.note(
                    "not proved without starting it: that Windows binds the storage driver, and accepts its signature."
                            + " If it stops with 0x7B (INACCESSIBLE_BOOT_DEVICE), give it a SATA disk: it starts from that as well");
            if (guest.version().major() * 100 + guest.version().minor() < FIRST_WITH_SHA256) {
                draft.note("drivers that are only signed with SHA-256 need KB3033929 or later updates in this Windows");
            }
        } else {
            draft.note("Windows will not start from virtio disks, for want of a driver; it starts from SATA");
        }
    }

    private static boolean isFor(DriverInf.Model model, Device device) {
        List<String> ids = new ArrayList<>(model.compatibleIds());
        ids.add(model.hardwareId());
        for (String id : ids) {
            for (String wanted : device.ids()) {
                if (id.toUpperCase(Locale.ROOT).startsWith("PCI\\" + wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Name of the service that a device is bound to and that starts at boot, if its program is there; else null. */
    private static @Nullable String boundTo(WindowsGuest guest, Device device) throws IOException {
        WindowsGuest.Registry system = guest.system();
        List<String> services = new ArrayList<>();
        for (String id : device.ids()) {
            Key critical = system.hive()
                    .find(guest.inControlSet("Control\\CriticalDeviceDatabase"))
                    .orElse(null);
            for (Key key : critical == null ? List.<Key>of() : critical.subkeys()) {
                if (key.name().toUpperCase(Locale.ROOT).startsWith("PCI#" + id)) {
                    services.add(guest.text(system, key.path(), "Service"));
                }
            }
            services.addAll(DriverDatabase.services(guest, id));
        }
        for (String service : services) {
            String key = guest.inControlSet("Services\\" + service);
            Optional<Long> start = service.isEmpty() ? Optional.empty() : guest.number(system, key, "Start");
            String image = guest.text(system, key, "ImagePath");
            boolean there = guest.isFile(guest.inWindows(onDisk(image, service)));
            boolean overridden = system.hive().find(key + "\\StartOverride").isPresent();
            if (start.equals(Optional.of(0L)) && there && !overridden) {
                return service;
            }
        }
        return null;
    }

    /** Path of a driver's program from the directory of Windows, with slashes. */
    private static String onDisk(String imagePath, String service) {
        String path = imagePath.isEmpty() ? "System32\\drivers\\" + service + ".sys" : imagePath;
        String prefix = "\\SystemRoot\\";
        path = path.regionMatches(true, 0, prefix, 0, prefix.length()) ? path.substring(prefix.length()) : path;
        return path.replace('\\', '/');
    }

    private static void bind(
            Draft draft, WindowsGuest guest, VirtioWin virtioWin, VirtioWin.Driver driver, Device device)
            throws IOException {
        DriverInf facts = driver.facts();
        List<DriverInf.Model> models = new ArrayList<>();
        DriverInf.Service service = null;
        for (DriverInf.Model model : facts.models()) {
            if (isFor(model, device)) {
                models.add(model);
                service = service == null ? facts.service(driver.file(), model, guest.version()) : service;
            }
        }
        Path program = service == null ? null : VirtioWin.sibling(driver.inf(), service.binary());
        if (service == null || program == null || !isName(service.name())) {
            draft.note("%s installs no service for %s whose program lies beside it"
                    .formatted(driver.place(), device.name()));
            return;
        }
        String reason = "Windows can only start from %s if its driver runs at boot".formatted(device.name());
        List<String> evidence = List.of(
                "%s: %s, models for %s".formatted(driver.place(), facts.provider(), guest.version()),
                guest.controlSetEvidence());
        String sys = guest.inWindows("System32/drivers/" + program.getFileName());
        draft.copyIn(virtioWin.hostFile(program), sys, 0644, reason, evidence);
        Path catalog = facts.catalog().isEmpty() ? null : VirtioWin.sibling(driver.inf(), facts.catalog());
        if (catalog == null) {
            draft.note("%s has no catalog with signatures beside it".formatted(driver.place()));
        } else {
            draft.copyIn(
                    virtioWin.hostFile(catalog),
                    guest.inWindows(CATALOGS + catalog.getFileName()),
                    0644,
                    "Windows looks for the signature of a driver there before it can read others",
                    evidence);
        }
        RegistryChanges changes = new RegistryChanges(draft, guest.system(), reason, evidence, sys);
        service(changes, guest, service, String.valueOf(program.getFileName()));
        if (guest.version().hasDriverDatabase()) {
            new DriverDatabase(changes, driver, guest.version()).add(models, service);
        } else {
            for (DriverInf.Model model : models) {
                critical(changes, guest, model, facts, service);
            }
        }
    }

    /** A name that is one key and nothing else. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.indexOf('\\') < 0 && name.length() < 256;
    }

    private static void service(RegistryChanges changes, WindowsGuest guest, DriverInf.Service service, String program)
            throws IOException {
        String key = guest.inControlSet("Services\\" + service.name());
        changes.number(key, "Type", service.type());
        changes.number(key, "Start", BOOT_START);
        changes.number(key, "ErrorControl", service.errorControl());
        changes.expandable(key, "ImagePath", "System32\\drivers\\" + program);
        if (!service.group().isEmpty()) {
            changes.text(key, "Group", service.group());
        }
        for (InfRegistryValue value : service.values()) {
            changes.set(key, value);
        }
        changes.delete(key + "\\StartOverride"); // from Windows 8 on it may keep a driver from starting at boot
    }

    private static void critical(
            RegistryChanges changes,
            WindowsGuest guest,
            DriverInf.Model model,
            DriverInf facts,
            DriverInf.Service service)
            throws IOException {
        List<String> ids = new ArrayList<>(model.compatibleIds());
        ids.add(0, model.hardwareId());
        for (String id : ids) {
            String key = guest.inControlSet("Control\\CriticalDeviceDatabase\\" + id.replace('\\', '#'));
            changes.text(key, "ClassGUID", facts.classGuid());
            changes.text(key, "Service", service.name());
        }
    }
}
