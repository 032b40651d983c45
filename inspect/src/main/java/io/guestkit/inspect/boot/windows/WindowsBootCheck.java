package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.parse.PortableExecutable;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootLoader;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.inspect.windows.DriveLetter;
import io.guestkit.inspect.windows.WindowsRegistry;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes the way that a Windows guest goes when it starts, and says of each link whether it holds. */
public final class WindowsBootCheck {

    private static final String KERNEL = "ntoskrnl.exe";
    private static final String HAL = "hal.dll";

    private final Windows windows;
    private final String architecture;
    private final BootVolumes volumes;
    private final Links links = new Links();
    private final List<BootLoader> loaders = new ArrayList<>();
    private final List<BootEntry> entries = new ArrayList<>();
    private @Nullable BootManager manager;
    private String kernel = KERNEL;
    private String hal = HAL;

    private WindowsBootCheck(Windows windows, Optional<String> architecture, GuestStorage storage) {
        this.windows = windows;
        this.architecture = architecture.orElse("");
        this.volumes = new BootVolumes(storage);
    }

    /**
     * @param root of the file system that Windows is on
     * @param windows what is known of it
     * @param letters that it has given to partitions
     * @param virtio whether its disks are block devices of virtio, instead of what they were when it was set up
     */
    public static BootReport of(
            Path root,
            Windows windows,
            List<DriveLetter> letters,
            Optional<String> architecture,
            GuestStorage storage,
            boolean virtio) {
        WindowsBootCheck check = new WindowsBootCheck(windows, architecture, storage);
        check.untilKernel();
        List<String> buses = List.of();
        try {
            Optional<WindowsRegistry> registry = WindowsRegistry.of(root, List.of());
            if (registry.isPresent()) {
                try (WindowsRegistry open = registry.get()) {
                    buses = new InstalledSystem(open, root, letters, check.volumes, check.links).check(virtio);
                }
            }
        } catch (IOException e) {
            check.links.unknown("registry", "cannot be read: " + LinuxRules.describe(e), windows.systemroot());
        }
        return new BootReport(
                check.links.worst(), check.links.all(), check.loaders, check.entries, Optional.empty(), buses);
    }

    private void untilKernel() {
        links.attempt("firmware", "/", this::firmware);
        BootManager found = manager;
        if (found != null) {
            links.attempt("loader", volumes.shown(found.storage(), found.file()), () -> loader(found));
            links.attempt(
                    "configuration",
                    volumes.shown(found.storage(), found.kind().configuration()),
                    () -> configuration(found));
        }
        links.attempt("kernel", windows.systemroot(), this::kernel);
    }

    private void configuration(BootManager found) throws IOException {
        if (found.kind() == BootManager.Kind.NTLDR) {
            new LegacyMenu(volumes, found, windows, links, entries).read();
            return;
        }
        StoredMenu menu = new StoredMenu(volumes, found, windows, links, entries);
        menu.read();
        kernel = menu.kernel().orElse(KERNEL);
        hal = menu.hal().orElse(HAL);
    }

    private void firmware() throws IOException {
        List<BootManager> uefi = BootManager.ofUefi(volumes);
        List<BootManager> bios = BootManager.ofBios(volumes);
        List<String> found = new ArrayList<>();
        for (List<BootManager> each : List.of(uefi, bios)) {
            for (BootManager one : each) {
                String shown = volumes.shown(one.storage(), one.file());
                loaders.add(new BootLoader(one.kind().title(), shown));
                found.add(shown);
            }
        }
        String last = windows.firmware().orElse("");
        if (!last.isEmpty()) {
            found.add("HKLM\\SYSTEM\\%s\\Control\\PEFirmwareType"
                    .formatted(windows.currentControlSet().orElse("")));
        }
        String source = found.isEmpty() ? "no boot manager of Windows" : String.join("; ", found);
        String before = last.isEmpty() ? "" : "; it was started by %s the last time".formatted(name(last));
        if (uefi.isEmpty() && bios.isEmpty()) {
            links.broken(
                    "firmware",
                    "nothing on the disks starts it: no FAT file system has %s, no active partition of an MBR disk bootmgr or ntldr%s"
                            .formatted(BootManager.Kind.UEFI.program(), before),
                    source);
            return;
        }
        boolean both = !uefi.isEmpty() && !bios.isEmpty();
        boolean byUefi = !uefi.isEmpty() && !(both && last.equals("bios"));
        manager = nearest(byUefi ? uefi : bios);
        String firmware = manager.kind().firmware();
        Verdict verdict = last.isEmpty()
                ? both ? Verdict.UNKNOWN : Verdict.OK
                : last.equals(firmware) ? Verdict.OK : Verdict.UNKNOWN;
        links.add(
                "firmware",
                verdict,
                "the disks are prepared for %s%s".formatted(both ? "BIOS and UEFI" : name(firmware), before),
                source);
    }

    /** Of several, as where there are several systems, the one on the disk with this Windows. */
    private BootManager nearest(List<BootManager> managers) {
        for (BootManager each : managers) {
            if (each.storage().whole().equals(volumes.root().whole())) {
                return each;
            }
        }
        return managers.getFirst();
    }

    private static String name(String firmware) {
        return firmware.equals("uefi") ? "UEFI" : "a BIOS";
    }

    private void loader(BootManager found) throws IOException {
        String shown = volumes.shown(found.storage(), found.file());
        if (found.kind() != BootManager.Kind.UEFI) {
            String disk = found.storage().whole();
            boolean code = volumes.table(disk).map(PartitionTable::bootCode).orElse(false);
            links.add(
                    "loader",
                    code ? Verdict.OK : Verdict.BROKEN,
                    code
                            ? "%s has boot code in its first sector, %s is active and has %s"
                                    .formatted(
                                            disk,
                                            found.storage().device(),
                                            found.kind().program())
                            : disk + " has no boot code in its first sector, so that a BIOS does not come to " + shown,
                    shown);
            return;
        }
        String machine = machine(found.storage(), found.file());
        if (machine == null) {
            links.broken("loader", shown + " is no program", shown);
            return;
        }
        if (!machine.isEmpty() && !architecture.isEmpty() && !machine.equals(architecture)) {
            links.broken("loader", "%s is for %s, Windows for %s".formatted(shown, machine, architecture), shown);
            return;
        }
        String removable = "EFI/BOOT/BOOT" + suffix(machine) + ".EFI";
        Path fallback = BootVolumes.file(found.storage(), removable);
        if (fallback == null) {
            links.unknown(
                    "loader",
                    ("no %s: only an entry in the firmware's memory, which is on no disk, starts %s. For a machine with"
                                    + " empty memory copy it there")
                            .formatted(removable, BootManager.Kind.UEFI.program()),
                    shown);
        } else {
            loaders.add(new BootLoader("efi", volumes.shown(found.storage(), fallback)));
            links.ok(
                    "loader",
                    "Windows Boot Manager, and %s, where firmware looks without being told to".formatted(removable),
                    shown);
        }
    }

    private static String suffix(String machine) {
        return switch (machine) {
            case "i386" -> "IA32";
            case "aarch64" -> "AA64";
            case "arm" -> "ARM";
            case "ia64" -> "IA64";
            default -> "X64";
        };
    }

    /** What a program is for, empty if that is something unknown; null if it is no program. */
    static @Nullable String machine(Storage storage, Path file) throws IOException {
        Path top = storage.root();
        byte[] head = top == null
                ? null
                : new GuestFiles(top).head(top.relativize(file).toString(), PortableExecutable.LENGTH);
        Optional<PortableExecutable> headers = head == null ? Optional.empty() : PortableExecutable.parse(head);
        return headers.isEmpty() ? null : headers.get().architecture().orElse("");
    }

    private void kernel() throws IOException {
        String directory = windows.systemroot() + "/System32/";
        for (String name : new String[] {kernel, hal}) {
            Path file = BootVolumes.file(volumes.root(), directory + name);
            if (file == null) {
                links.broken("kernel", "%s%s is not there".formatted(directory, name), directory);
                return;
            }
        }
        Path file = BootVolumes.file(volumes.root(), directory + kernel);
        String machine = file == null ? null : machine(volumes.root(), file);
        if (file == null || machine == null) {
            links.broken("kernel", "%s%s is no program".formatted(directory, kernel), directory + kernel);
        } else if (!machine.isEmpty() && !architecture.isEmpty() && !machine.equals(architecture)) {
            links.broken(
                    "kernel",
                    "%s is for %s, Windows for %s".formatted(kernel, machine, architecture),
                    directory + kernel);
        } else {
            links.ok(
                    "kernel",
                    "%s and %s are there, for %s"
                            .formatted(kernel, hal, machine.isEmpty() ? "an unknown machine" : machine),
                    volumes.shown(volumes.root(), file));
        }
    }
}
