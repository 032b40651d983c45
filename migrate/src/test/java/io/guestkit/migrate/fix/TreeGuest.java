package io.guestkit.migrate.fix;

import io.guestkit.inspect.config.LinuxConfiguration;
import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.migrate.Target;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Linux guest whose files are a directory: what inspection finds in it, and what rules plan for it. */
public final class TreeGuest {

    private final Path root;
    private final List<Storage> storages = new ArrayList<>();
    private final List<Partition> partitions = new ArrayList<>();
    private final List<Mountpoint> mountpoints = new ArrayList<>();
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<Application> applications = new ArrayList<>();
    private Optional<BootReport> boot = Optional.empty();
    private Firmware firmware = Firmware.BIOS;
    private String architecture = "x86_64";

    /** A guest that is on /dev/sda1, with systemd or without. */
    public TreeGuest(Path root, boolean systemd) throws IOException {
        this.root = root;
        partition(1, "ext4", "11111111-1111-4111-8111-111111111111", "83");
        if (systemd) {
            file("lib/systemd/systemd", "");
            link("sbin/init", "../lib/systemd/systemd");
        }
    }

    public TreeGuest file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    public TreeGuest link(String path, String to) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(to));
        return this;
    }

    /** Partition of the only disk, whose PARTUUID is made of its number. */
    public TreeGuest partition(int number, String type, String uuid, String partitionType) {
        return partition(number, type, uuid, partitionType, null);
    }

    /** @param files of a partition that is not mounted */
    public TreeGuest partition(int number, String type, String uuid, String partitionType, @Nullable Path files) {
        Partition partition = new Partition(
                number, 0, 0, partitionType, Optional.of("cafe0000-0" + number), Optional.empty(), number == 1);
        partitions.add(partition);
        storages.add(new Storage(
                "/dev/sda" + number,
                "/dev/sda",
                List.of("/dev/sda"),
                List.of(),
                Optional.of(partition),
                Optional.empty(),
                type,
                Optional.empty(),
                uuid.isEmpty() ? Optional.empty() : Optional.of(uuid),
                files));
        return this;
    }

    /** A further disk, of which nothing is known. */
    public TreeGuest disk(String device) {
        storages.add(new Storage(
                device,
                device,
                List.of(device),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                null));
        return this;
    }

    public TreeGuest mounted(String path, String device, String type) {
        mountpoints.add(new Mountpoint(path, Optional.of(device), type, Optional.empty(), Optional.of(device)));
        return this;
    }

    public TreeGuest kernel(String version, boolean virtio, boolean initramfs) {
        kernels.add(new Kernel(
                Optional.of(version),
                "/boot/vmlinuz-" + version,
                initramfs ? Optional.of("/boot/initrd.img-" + version) : Optional.empty(),
                Optional.of("x86_64"),
                Optional.of(virtio)));
        return this;
    }

    public TreeGuest application(String format, String name) {
        applications.add(Application.of(format, name, "1").build());
        return this;
    }

    public TreeGuest uefi() {
        firmware = Firmware.UEFI;
        return this;
    }

    public TreeGuest architecture(String name) {
        architecture = name;
        return this;
    }

    public TreeGuest boot(BootReport report) {
        boot = Optional.of(report);
        return this;
    }

    /** What some rules plan, asked in this order. */
    public Draft plan(FixOptions options, FixRule... rules) throws IOException {
        GuestFiles files = new GuestFiles(root);
        Draft draft = new Draft(files, storage(), report(files), Target.KVM, options);
        FixPlanner.ask(List.of(rules), draft);
        return draft;
    }

    private GuestStorage storage() throws IOException {
        List<Storage> all = new ArrayList<>();
        PartitionTable table = new PartitionTable("mbr", Optional.empty(), 512, partitions, true, List.of());
        all.add(new Storage(
                "/dev/sda",
                "/dev/sda",
                List.of("/dev/sda"),
                List.of(),
                Optional.empty(),
                Optional.of(table),
                "",
                Optional.empty(),
                Optional.empty(),
                null));
        all.addAll(storages);
        String fstab = new GuestFiles(root).text("etc/fstab");
        DeviceNames names = new DeviceNames(all).with(Fstab.parse(fstab == null ? "" : fstab), storages.getFirst());
        return new GuestStorage(storages.getFirst(), List.of(), names, all);
    }

    private GuestReport report(GuestFiles files) {
        Findings findings = LinuxRules.ask(files);
        LinuxConfiguration.ask(files, findings);
        applications.forEach(findings::add);
        kernels.forEach(findings::add);
        Identity identity = new Identity(
                OsType.LINUX,
                findings.value(Fact.OS_NAME),
                findings.value(Fact.OS_VERSION),
                findings.number(Fact.MAJOR_VERSION),
                findings.number(Fact.MINOR_VERSION),
                findings.value(Fact.DISTRO),
                Optional.of(architecture),
                findings.value(Fact.HOSTNAME),
                firmware,
                findings.value(Fact.INIT_SYSTEM),
                findings.value(Fact.PRODUCT_VARIANT),
                findings.value(Fact.BUILD_ID),
                findings.value(Fact.OSINFO),
                findings.value(Fact.PACKAGE_FORMAT),
                findings.value(Fact.PACKAGE_MANAGER));
        return new GuestReport(
                "/dev/sda1",
                identity,
                mountpoints,
                findings.applications(),
                findings.kernels(),
                findings.users(),
                findings.groups(),
                findings.services(),
                findings.scheduledTasks(),
                findings.network(),
                findings.configuration().build(),
                Optional.empty(),
                boot);
    }

    /** Steps in words: what each does, diffs without their headings, then notes. */
    public static String words(Draft draft) {
        StringBuilder out = new StringBuilder();
        for (FixStep step : draft.steps()) {
            switch (step.operation()) {
                case Operation.EditFile edit ->
                    out.append("edit ").append(edit.path()).append('\n').append(changes(edit.diff()));
                case Operation.WriteFile write ->
                    out.append(String.format(Locale.ROOT, "write %s %04o%n", write.path(), write.mode()))
                            .append(write.content());
                case Operation.MakeSymlink link -> out.append("link %s -> %s\n".formatted(link.path(), link.target()));
                case Operation.RunCommand command -> {
                    out.append("run ")
                            .append(String.join(" ", command.arguments()))
                            .append('\n');
                    for (Proof proof : command.proofs()) {
                        out.append("  %s %s %s"
                                        .formatted(
                                                proof.kind().id(),
                                                proof.path(),
                                                proof.value().orElse(""))
                                        .stripTrailing())
                                .append('\n');
                    }
                }
                case Operation.Delete delete ->
                    out.append("delete ").append(delete.path()).append('\n');
                case Operation.MakeDirectory directory ->
                    out.append("directory ").append(directory.path()).append('\n');
                case Operation.CopyIn copy ->
                    out.append("copy in ").append(copy.path()).append('\n');
                case Operation.AddDrivers drivers ->
                    out.append("drivers %s %s %s\n".formatted(drivers.path(), drivers.modules(), drivers.tool()));
                default -> out.append(step.operation()).append('\n');
            }
        }
        for (FixPlan.Note note : draft.notes()) {
            out.append("note ").append(note.text()).append('\n');
        }
        return out.toString();
    }

    private static String changes(String diff) {
        StringBuilder out = new StringBuilder();
        for (String line : diff.lines().skip(2).toList()) {
            if (line.startsWith("-") || line.startsWith("+")) {
                out.append(line).append('\n');
            }
        }
        return out.toString();
    }
}
