package io.guestkit.inspect;

import io.guestkit.Disk;
import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.image.DiskImage;
import io.guestkit.inspect.boot.BootCheck;
import io.guestkit.inspect.boot.windows.WindowsBootCheck;
import io.guestkit.inspect.config.LinuxConfiguration;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.FileSystemReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.ImageReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.inspect.report.NotExaminedReport;
import io.guestkit.inspect.report.VolumeReport;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Finding;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.OtherSystem;
import io.guestkit.inspect.storage.FirmwareEvidence;
import io.guestkit.inspect.windows.WindowsDraft;
import io.guestkit.inspect.windows.WindowsRules;
import io.guestkit.io.Warning;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds the guests on opened disks and says who they are. What cannot be read becomes an entry of the report and stops
 * nothing else.
 */
public final class Inspector {

    private static final int MAX_BACKING = 200;

    private Inspector() {}

    /** The guests on the disks with their files, without asking who they are. */
    public static List<Guest> guests(DiskSet disks) {
        return List.copyOf(Survey.of(disks).guests());
    }

    /** What is looked into only if it is asked for, since it takes time. */
    public enum Extra {
        /** Whether each guest would start: {@link GuestReport#boot}. Unpacks an initramfs. */
        BOOT_CHECK,
        /** The same as if all disks were block devices of virtio, which KVM's are. */
        BOOT_CHECK_VIRTIO
    }

    /** All that can be found out quickly. */
    public static Inspection inspect(DiskSet disks) {
        return inspect(disks, Set.of());
    }

    /** All that can be found out quickly, and these. */
    public static Inspection inspect(DiskSet disks, Set<Extra> extras) {
        Survey survey = Survey.of(disks);
        List<NotExamined> gaps = new ArrayList<>(survey.gaps());
        List<Warning> warnings = new ArrayList<>();
        List<GuestReport> guests = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        for (Guest guest : survey.guests()) {
            GuestFiles files = new GuestFiles(guest.fileSystem().getPath("/"));
            Findings findings;
            Optional<Windows> windows = Optional.empty();
            Optional<BootReport> boot = Optional.empty();
            boolean virtio = extras.contains(Extra.BOOT_CHECK_VIRTIO);
            boolean bootCheck = virtio || extras.contains(Extra.BOOT_CHECK);
            if (guest.osType() == OsType.WINDOWS) {
                Path root = guest.fileSystem().getPath("/");
                WindowsDraft draft = WindowsRules.ask(root);
                findings = draft.findings();
                Windows found = draft.build(survey.devices(draft.letters()));
                windows = Optional.of(found);
                if (bootCheck) {
                    boot = Optional.of(WindowsBootCheck.of(
                            root, found, draft.letters(), findings.value(Fact.ARCHITECTURE), guest.storage(), virtio));
                }
            } else if (guest.osType() != OsType.LINUX) {
                findings = other(files);
            } else {
                findings = LinuxRules.ask(files);
                LinuxConfiguration.ask(files, findings);
                if (bootCheck) {
                    boot = Optional.of(BootCheck.of(files, findings, guest.storage(), guest.firmware(), virtio));
                }
            }
            GuestReport report = report(guest, findings, windows, boot);
            guests.add(report);
            addEvidence(guest, findings, evidence);
            Explanation.add(report, evidence);
            warnings.addAll(guest.warnings());
            for (Findings.Doubt doubt : findings.doubts()) {
                warnings.add(new Warning(guest.root() + " " + doubt.path(), doubt.message()));
            }
            for (Findings.Gap gap : findings.gaps()) {
                gaps.add(new NotExamined(survey.location(guest.root()).then(gap.path()), gap.code(), gap.reason()));
            }
        }
        List<ImageReport> images = images(disks, warnings);
        // Asked for last: file systems have doubts when they are read.
        warnings.addAll(0, disks.warnings());
        gaps.addAll(0, disks.notExamined());
        InspectReport report = new InspectReport(
                InspectReport.SCHEMA,
                disks.engine(),
                images,
                guests,
                survey.media(),
                guests.isEmpty() ? survey.whyNone(gaps) : List.of(),
                volumes(disks),
                fileSystems(disks),
                notExamined(gaps),
                warnings);
        return new Inspection(report, survey.guests(), evidence);
    }

    private static Findings other(GuestFiles files) {
        try {
            return OtherSystem.of(files).map(system -> system.ask(files)).orElseGet(Findings::new);
        } catch (IOException e) {
            Findings none = new Findings();
            none.gap("/", LinuxRules.code(e), LinuxRules.describe(e));
            return none;
        }
    }

    private static GuestReport report(
            Guest guest, Findings findings, Optional<Windows> windows, Optional<BootReport> boot) {
        return new GuestReport(
                guest.root(),
                identity(guest, findings, windows),
                guest.mountpoints(),
                findings.applications(),
                findings.kernels(),
                findings.users(),
                findings.groups(),
                findings.services(),
                findings.scheduledTasks(),
                findings.network(),
                findings.configuration().build(),
                windows,
                boot);
    }

    private static Identity identity(Guest guest, Findings findings, Optional<Windows> windows) {
        return new Identity(
                guest.osType(),
                findings.value(Fact.OS_NAME),
                findings.value(Fact.OS_VERSION),
                findings.number(Fact.MAJOR_VERSION),
                findings.number(Fact.MINOR_VERSION),
                findings.value(Fact.DISTRO),
                findings.value(Fact.ARCHITECTURE),
                findings.value(Fact.HOSTNAME),
                firmware(guest, windows),
                findings.value(Fact.INIT_SYSTEM),
                findings.value(Fact.PRODUCT_VARIANT),
                findings.value(Fact.BUILD_ID),
                findings.value(Fact.OSINFO),
                findings.value(Fact.PACKAGE_FORMAT),
                findings.value(Fact.PACKAGE_MANAGER));
    }

    /** Disks that either firmware starts do not tell by which a Windows was set up, but it does itself. */
    private static Firmware firmware(Guest guest, Optional<Windows> windows) {
        FirmwareEvidence evidence = guest.firmware();
        if (evidence.firmware() != Firmware.UNKNOWN || evidence.found().isEmpty()) {
            return evidence.firmware();
        }
        return switch (windows.flatMap(Windows::firmware).orElse("")) {
            case "bios" -> Firmware.BIOS;
            case "uefi" -> Firmware.UEFI;
            default -> Firmware.UNKNOWN;
        };
    }

    private static void addEvidence(Guest guest, Findings findings, List<Evidence> evidence) {
        for (Map.Entry<Fact, Finding> fact : findings.facts().entrySet()) {
            evidence.add(new Evidence(
                    guest.root(),
                    fact.getKey().name().toLowerCase(Locale.ROOT),
                    fact.getValue().value(),
                    fact.getValue().source()));
        }
        String firmware = guest.firmware().firmware().name().toLowerCase(Locale.ROOT);
        for (String found : guest.firmware().found()) {
            evidence.add(new Evidence(guest.root(), "firmware", firmware, found));
        }
    }

    private static List<ImageReport> images(DiskSet disks, List<Warning> warnings) {
        List<ImageReport> images = new ArrayList<>();
        for (Disk disk : disks.disks()) {
            List<String> backing = new ArrayList<>();
            try {
                Optional<DiskImage> below = Optional.of(disk.image());
                while (below.isPresent() && backing.size() < MAX_BACKING) {
                    Optional<String> name = below.get().info().backingFile();
                    if (name.isPresent()) {
                        backing.add(name.get());
                    }
                    below = below.get().backing();
                }
            } catch (IOException e) {
                warnings.add(new Warning(disk.device(), LinuxRules.describe(e)));
            }
            images.add(new ImageReport(
                    disk.path().toString(),
                    disk.image().info().format().id(),
                    disk.image().info().virtualSize(),
                    OptionalLong.empty(),
                    backing));
        }
        return images;
    }

    /** What a report says of the volumes, without a look for guests. */
    public static List<VolumeReport> volumes(DiskSet disks) {
        List<VolumeReport> volumes = new ArrayList<>();
        for (Volume volume : disks.volumes()) {
            Partition partition = volume.partition().orElse(null);
            volumes.add(partition == null ? whole(volume) : partition(volume, partition));
        }
        return volumes;
    }

    private static VolumeReport whole(Volume volume) {
        PartitionTable table = volume.table().orElse(null);
        Optional<String> diskId = table == null ? Optional.empty() : table.diskId();
        return new VolumeReport(
                volume.device(),
                volume.location().toString(),
                volume.kind().name().toLowerCase(Locale.ROOT),
                volume.content().size(),
                volume.made().isPresent() ? volume.made().get().uuid() : diskId,
                volume.made().isPresent() ? volume.made().get().label() : Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                table == null ? Optional.empty() : Optional.of(table.kind()));
    }

    private static VolumeReport partition(Volume volume, Partition partition) {
        return new VolumeReport(
                volume.device(),
                volume.location().toString(),
                volume.kind().name().toLowerCase(Locale.ROOT),
                volume.content().size(),
                partition.uuid(),
                partition.name(),
                Optional.of(partition.type()),
                OptionalInt.of(partition.number()),
                Optional.of(partition.bootable()),
                Optional.empty());
    }

    /** What a report says of the file systems, without a look for guests. */
    public static List<FileSystemReport> fileSystems(DiskSet disks) {
        List<FileSystemReport> fileSystems = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            fileSystems.add(new FileSystemReport(
                    found.device(),
                    found.location().toString(),
                    found.type(),
                    found.label(),
                    found.uuid(),
                    found.size(),
                    found.used()));
        }
        return fileSystems;
    }

    private static List<NotExaminedReport> notExamined(List<NotExamined> gaps) {
        List<NotExaminedReport> reports = new ArrayList<>();
        for (NotExamined gap : gaps) {
            reports.add(new NotExaminedReport(gap.location().toString(), gap.code(), gap.reason()));
        }
        return reports;
    }
}
