package io.guestkit.inspect.boot.windows;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.inspect.windows.DriveLetter;
import io.guestkit.inspect.windows.WindowsRegistry;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the loader takes out of an installed Windows, and what Windows needs to come up: registry, drivers, letters. */
final class InstalledSystem {

    private static final String SYSTEM = "HKLM\\SYSTEM\\";
    private static final String VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
    private static final String HIBERNATION_FILE = "hiberfil.sys";
    private static final int MAX_CONTROL_SET = 999;

    private final WindowsRegistry registry;
    private final Path root;
    private final List<DriveLetter> letters;
    private final BootVolumes volumes;
    private final Links links;

    InstalledSystem(WindowsRegistry registry, Path root, List<DriveLetter> letters, BootVolumes volumes, Links links) {
        this.registry = registry;
        this.root = root;
        this.letters = List.copyOf(letters);
        this.volumes = volumes;
        this.links = links;
    }

    /** @return the buses on which it would find its disk */
    List<String> check(boolean virtio) {
        List<String> buses = new ArrayList<>();
        String file = "/" + registry.systemRoot() + "/System32/config/SYSTEM";
        links.attempt("registry", file, () -> {
            Hive system = system(file);
            String set = system == null ? null : controlSet(system, file);
            if (system != null && set != null) {
                links.attempt("drivers", SYSTEM + set, () -> buses.addAll(drivers(system, set, virtio)));
            }
        });
        links.attempt("letters", SYSTEM + "MountedDevices", this::letters);
        links.attempt("volume", volumes.root().device(), this::volume);
        return buses;
    }

    private @Nullable Hive system(String file) throws IOException {
        try {
            return registry.place(SYSTEM).hive();
        } catch (NoSuchFileException e) {
            links.broken("registry", "there is no hive SYSTEM", file);
        } catch (CorruptDataException e) {
            links.broken("registry", LinuxRules.describe(e), file);
        }
        return null;
    }

    /** Name of the control set that is started: the loader takes Default, and makes it Current. */
    private @Nullable String controlSet(Hive system, String file) throws IOException {
        OptionalLong current = number(system, "Current");
        OptionalLong usual = number(system, "Default");
        OptionalLong taken = usual.isPresent() ? usual : current;
        String source = file + " Select";
        if (taken.isEmpty() || taken.getAsLong() < 1 || taken.getAsLong() > MAX_CONTROL_SET) {
            links.broken("registry", "the key Select names no control set", source);
            return null;
        }
        String name = "ControlSet%03d".formatted(taken.getAsLong());
        if (system.find(name).isEmpty()) {
            links.broken("registry", "there is no %s, which Select names".formatted(name), source);
            return null;
        }
        String logs = system.appliedLogs()
                .map(applied -> ", with what is in " + applied)
                .orElse("");
        if (current.isPresent() && current.getAsLong() != taken.getAsLong()) {
            links.unknown(
                    "registry",
                    "Select\\Default is %d and Current %d: the next start takes %s, which is not what it ran with%s"
                            .formatted(taken.getAsLong(), current.getAsLong(), name, logs),
                    source);
        } else {
            links.ok("registry", name + logs, source);
        }
        return name;
    }

    private static OptionalLong number(Hive system, String name) throws IOException {
        Optional<Value> value = system.value("Select", name);
        return value.isEmpty() ? OptionalLong.empty() : value.get().number();
    }

    private List<String> drivers(Hive system, String set, boolean virtio) throws IOException {
        BootDrivers drivers = new BootDrivers(registry.systemRoot(), system, set, new CaseBlindFiles(root));
        List<String> buses = drivers.buses();
        String source = SYSTEM + set + "\\Services";
        String all = buses.isEmpty() ? "no bus" : String.join(", ", buses);
        if (virtio) {
            String missing = drivers.whyNot(BootDrivers.VIRTIO);
            if (missing == null) {
                links.ok("drivers", "finds its disk on " + all, source);
            } else {
                links.broken(
                        "drivers",
                        "%s: it would stop with 0x7B (INACCESSIBLE_BOOT_DEVICE); it finds its disk on %s"
                                .formatted(missing, all),
                        source);
            }
            return buses;
        }
        List<String> seen = drivers.seen();
        List<String> started = new ArrayList<>();
        String why = "";
        for (String service : seen) {
            String reason = drivers.whyNot(service);
            if (reason == null) {
                started.add(service);
            } else {
                why = reason;
            }
        }
        if (!started.isEmpty()) {
            links.ok(
                    "drivers",
                    "%s of controllers that it has seen start at boot; finds its disk on %s"
                            .formatted(String.join(", ", started), all),
                    SYSTEM + set + "\\Enum");
        } else if (!seen.isEmpty()) {
            links.broken(
                    "drivers",
                    "no driver of a controller that it has seen starts at boot: " + why,
                    SYSTEM + set + "\\Enum");
        } else if (buses.isEmpty()) {
            links.broken("drivers", "no driver of any bus that disks are on starts at boot", source);
        } else {
            links.ok("drivers", "finds its disk on " + all, source);
        }
        return buses;
    }

    /** The letter that paths in the registry have, which partition it stands for, and whether that is this one. */
    private void letters() throws IOException {
        String path = directory();
        String letter = path.length() > 1 && path.charAt(1) == ':'
                ? path.substring(0, 1).toUpperCase(Locale.ROOT)
                : "C";
        String source = SYSTEM + "MountedDevices \\DosDevices\\" + letter + ":";
        for (DriveLetter each : letters) {
            if (!each.letter().equals(letter)) {
                continue;
            }
            Storage found = volumes.find(each);
            String device = volumes.root().device();
            if (found == null) {
                links.unknown(
                        "letters",
                        "%s: is a partition that is on none of the disks: Windows may give %s another letter and not find itself"
                                .formatted(letter, device),
                        source);
            } else if (!volumes.isRoot(found)) {
                links.broken(
                        "letters",
                        "%s: is %s, while Windows is on %s".formatted(letter, found.device(), device),
                        source);
            } else {
                links.ok("letters", "%s: is %s".formatted(letter, device), source);
            }
            return;
        }
        links.ok(
                "letters",
                "%s: is given to no partition yet; Windows gives it when it starts".formatted(letter),
                source);
    }

    /** Where Windows says itself that it is, such as {@code C:\Windows}; empty if it does not. */
    private String directory() throws IOException {
        try {
            Key key = registry.place(VERSION).key().orElse(null);
            Optional<Value> value = key == null ? Optional.empty() : key.value("SystemRoot");
            return value.isEmpty() ? "" : value.get().text();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private void volume() throws IOException {
        Storage storage = volumes.root();
        byte[] start = new GuestFiles(root).head(HIBERNATION_FILE, 4);
        String magic = start == null ? "" : new String(start, StandardCharsets.ISO_8859_1);
        if (magic.equalsIgnoreCase("hibr")) {
            links.unknown(
                    "volume",
                    "it is hibernated, or was shut down for a fast start: it wakes up only on the machine that it was on",
                    "/" + HIBERNATION_FILE);
        }
        List<Warning> warnings = root.getFileSystem() instanceof GuestFileSystem mounted
                ? mounted.reader().warnings()
                : List.of();
        for (Warning warning : warnings) {
            if (warning.where().endsWith("$Volume") || warning.where().endsWith("$LogFile")) {
                links.unknown("volume", warning.message(), "%s %s".formatted(storage.device(), warning.where()));
                return;
            }
        }
        if (!magic.equalsIgnoreCase("hibr")) {
            links.ok("volume", "it was shut down", storage.device());
        }
    }
}
