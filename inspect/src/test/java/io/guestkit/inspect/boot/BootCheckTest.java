package io.guestkit.inspect.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.GuestTree;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.FirmwareEvidence;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.volume.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootCheckTest {

    private static final String ROOT_UUID = "5b0f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b";

    /** A guest whose kernel has all it needs built in. */
    private static final String KERNEL = """
            === etc/fstab
            UUID=%s / ext4 defaults 0 1
            === bin/bash elf 64 little 62
            === boot/vmlinuz-6.1 bzimage 6.1
            === boot/vmlinuz-5.10 bzimage 5.10
            === lib/modules/6.1/modules.builtin
            kernel/fs/ext4/ext4.ko
            kernel/drivers/block/virtio_blk.ko
            kernel/drivers/virtio/virtio-pci.ko
            === lib/modules/5.10/modules.builtin
            kernel/fs/ext4/ext4.ko
            """.formatted(ROOT_UUID);

    private static BootReport check(String tree, Path root) throws IOException {
        return check(tree, root, false);
    }

    private static BootReport check(String tree, Path root, boolean virtio) throws IOException {
        GuestTree.unpack(KERNEL + tree, root);
        Storage disk = storage("/dev/sda", "", "", null);
        Storage partition = storage("/dev/sda1", "ext4", ROOT_UUID, root);
        GuestFiles files = new GuestFiles(root);
        Findings findings = LinuxRules.ask(files);
        List<Storage> all = List.of(disk, partition);
        return BootCheck.of(
                files,
                findings,
                new GuestStorage(partition, List.of("disk.raw", "mbr partition 1"), new DeviceNames(all), all),
                new FirmwareEvidence(
                        Firmware.BIOS,
                        List.of("/dev/sda has boot code in its first sector", "/dev/sda has active partition 1")),
                virtio);
    }

    private static Storage storage(String device, String type, String uuid, Path root) {
        return new Storage(
                device,
                "/dev/sda",
                List.of("/dev/sda"),
                List.of(),
                device.equals("/dev/sda")
                        ? Optional.empty()
                        : Optional.of(
                                new Partition(1, 1 << 20, 1 << 30, "83", Optional.empty(), Optional.empty(), true)),
                Optional.empty(),
                type,
                Optional.empty(),
                uuid.isEmpty() ? Optional.empty() : Optional.of(uuid),
                root);
    }

    private static List<String> verdicts(BootReport report) {
        return report.links().stream()
                .map(link -> link.link() + " " + link.verdict())
                .toList();
    }

    private static BootLink link(BootReport report, String name) {
        return report.links().stream()
                .filter(link -> link.link().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGuestThatStarts(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/grub/grub.cfg
                set default=0
                menuentry 'Linux' {
                  linux /boot/vmlinuz-6.1 root=UUID=%s ro
                }
                """.formatted(ROOT_UUID), root);
        assertThat(verdicts(report))
                .containsExactly(
                        "firmware OK",
                        "loader OK",
                        "configuration OK",
                        "entry OK",
                        "kernel OK",
                        "initramfs OK",
                        "drivers OK",
                        "root OK",
                        "fstab OK");
        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(link(report, "entry").source()).isEqualTo("/boot/grub/grub.cfg:2");
        assertThat(link(report, "drivers").detail()).contains("virtio-blk").doesNotContain("nvme");
    }

    @Test
    void whatIsMissingIsNamed(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/grub/grub.cfg
                set default=1
                menuentry 'Linux' {
                  linux /boot/vmlinuz-6.1 root=UUID=%s ro
                }
                menuentry 'Gone' {
                  linux /boot/vmlinuz-7.0 root=UUID=00000000-0000-0000-0000-000000000000
                  initrd /boot/initrd.img-7.0
                }
                """.formatted(ROOT_UUID), root);
        assertThat(verdicts(report)).contains("kernel BROKEN", "initramfs BROKEN", "root BROKEN");
        assertThat(link(report, "kernel").detail()).contains("/boot/vmlinuz-7.0");
        assertThat(link(report, "kernel").source()).isEqualTo("/boot/grub/grub.cfg:5");
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
    }

    @Test
    void aKernelWithoutTheDriverOfItsBus(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/grub/menu.lst
                default 0
                title Linux
                kernel /boot/vmlinuz-5.10 root=/dev/nvme0n1p1
                """, root);
        assertThat(link(report, "drivers").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(link(report, "drivers").detail()).contains("nvme");
    }

    @Test
    void extlinuxAndASeparateBoot(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/extlinux/extlinux.conf
                DEFAULT linux
                LABEL linux
                  KERNEL ../vmlinuz-6.1
                  APPEND root=/dev/vda9
                """, root);
        assertThat(verdicts(report)).contains("kernel OK", "root BROKEN");
        assertThat(report.entries().getFirst().loader()).isEqualTo("extlinux");
    }

    @Test
    void entriesOfTheSpecificationByGrub(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/grub2/grub.cfg
                set default="${saved_entry}"
                blscfg
                === boot/grub2/grubenv
                # GRUB Environment Block
                saved_entry=id-5.10
                kernelopts=root=UUID=%s ro
                === boot/loader/entries/id-6.1.conf
                title New
                linux /vmlinuz-6.1
                options $kernelopts
                === boot/loader/entries/id-5.10.conf
                title Old
                linux /vmlinuz-5.10
                options $kernelopts
                """.formatted(ROOT_UUID), root);
        assertThat(report.entries())
                .extracting(entry -> entry.title() + " " + entry.isDefault())
                .containsExactly("New false", "Old true");
        assertThat(link(report, "kernel").detail()).isEqualTo("Linux 5.10");
        assertThat(link(report, "root").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void linesOfFstab(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === etc/fstab
                UUID=%s / ext4 defaults 0 1
                LABEL=gone /data ext4 defaults 0 2
                LABEL=gone /spare ext4 nofail 0 2
                LABEL=gone /never ext4 noauto 0 2
                tmpfs /tmp tmpfs defaults 0 0
                """.formatted(ROOT_UUID), root);
        assertThat(report.links().stream()
                        .filter(link -> link.link().equals("fstab"))
                        .map(link -> link.verdict() + " " + link.source()))
                .containsExactly("OK /etc/fstab:1", "BROKEN /etc/fstab:2", "OK /etc/fstab:3");
    }

    @Test
    void onVirtioDisksHaveOtherNames(@TempDir Path root) throws IOException {
        String tree = """
                === etc/fstab
                /dev/sda1 / ext4 defaults 0 1
                /dev/sda1 /data ext4 defaults 0 2
                /dev/sda1 /spare ext4 nofail 0 2
                === boot/grub/menu.lst
                default 0
                title Linux
                kernel /boot/vmlinuz-%s root=/dev/sda1
                """;
        BootReport good = check(tree.formatted("6.1"), Files.createDirectory(root.resolve("own")));
        assertThat(link(good, "root").verdict()).isEqualTo(Verdict.OK);
        BootReport report = check(tree.formatted("6.1"), Files.createDirectory(root.resolve("new")), true);
        assertThat(verdicts(report)).contains("drivers OK", "root BROKEN", "fstab BROKEN");
        assertThat(report.links().stream()
                        .filter(link -> link.link().equals("fstab") && link.verdict() == Verdict.BROKEN)
                        .map(BootLink::source))
                .containsExactly("/etc/fstab:2");
        BootReport old = check(tree.formatted("5.10"), Files.createDirectory(root.resolve("old")), true);
        assertThat(link(old, "drivers").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(link(old, "drivers").detail()).contains("virtio-blk");
    }

    @Test
    void withoutALoaderTheNewestKernelIsLookedAt(@TempDir Path root) throws IOException {
        BootReport report = check("", root);
        assertThat(verdicts(report)).contains("configuration UNKNOWN", "kernel OK", "root UNKNOWN");
        assertThat(link(report, "kernel").detail()).isEqualTo("Linux 6.1");
    }
}
