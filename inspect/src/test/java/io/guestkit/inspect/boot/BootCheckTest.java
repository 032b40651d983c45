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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
        return check(
                tree,
                root,
                virtio,
                new FirmwareEvidence(
                        Firmware.BIOS,
                        List.of("/dev/sda has boot code in its first sector", "/dev/sda has active partition 1")));
    }

    private static BootReport check(String tree, Path root, boolean virtio, FirmwareEvidence firmware)
            throws IOException {
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
                firmware,
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
                .host:/ /mnt/hgfs fuse.vmhgfs-fuse defaults 0 0
                share /mnt/share vboxsf nofail 0 0
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
                .containsExactly("/etc/fstab:2", "/etc/fstab:4");
        BootReport old = check(tree.formatted("5.10"), Files.createDirectory(root.resolve("old")), true);
        assertThat(link(old, "drivers").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(link(old, "drivers").detail()).contains("virtio-blk");
    }

    @Test
    void variablesOfPhoton(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/photon.cfg
                # GRUB Environment Block
                photon_cmdline=init=/lib/systemd/systemd ro
                photon_linux=vmlinuz-6.1
                === boot/grub2/grub.cfg
                set rootpartition=UUID=%s
                load_env -f /boot/photon.cfg
                menuentry "Photon" {
                  linux /boot/$photon_linux root=$rootpartition $photon_cmdline
                }
                """.formatted(ROOT_UUID), root);

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(link(report, "entry").detail()).isEqualTo("\"Photon\" starts /boot/vmlinuz-6.1");
    }

    @Test
    void theListOfTheOldGrubForEfi(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/efi/EFI/redhat/grub.conf
                default=0
                title Linux
                \troot (hd0,1)
                \tkernel /boot/vmlinuz-6.1 ro root=UUID=%s
                """.formatted(ROOT_UUID), root);

        assertThat(report.verdict()).isEqualTo(Verdict.OK);
        assertThat(link(report, "entry").source()).isEqualTo("/boot/efi/EFI/redhat/grub.conf:2");
    }

    @Test
    void lilosMapKeepsNames(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === etc/lilo.conf
                boot = /dev/sda
                image = /boot/vmlinuz-6.1
                  root = /dev/sda1
                  label = Linux
                """, root, true);

        assertThat(report.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.loader()).isEqualTo("lilo");
            assertThat(entry.isDefault()).isTrue();
        });
        assertThat(link(report, "root").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(link(report, "root").detail())
                .isEqualTo("root=/dev/sda1 is /dev/sda1, which has another name on virtio");
    }

    @Test
    void withoutALoaderTheNewestKernelIsLookedAt(@TempDir Path root) throws IOException {
        BootReport report = check("", root);
        assertThat(verdicts(report)).contains("configuration UNKNOWN", "kernel OK", "root UNKNOWN");
        assertThat(link(report, "kernel").detail()).isEqualTo("Linux 6.1");
    }

    @Test
    void aScriptOnTheEfiPartitionThatLeadsNowhere(@TempDir Path root) throws IOException {
        FirmwareEvidence uefi =
                new FirmwareEvidence(Firmware.UEFI, List.of("/dev/sda1 has the UEFI loader /EFI/BOOT/BOOTX64.EFI"));
        String tree = """
                === boot/efi/EFI/BOOT/BOOTX64.EFI pe 8664
                === boot/efi/EFI/debian/grub.cfg
                # made by an installer
                %s
                set prefix=($root)'/boot/grub'
                configfile $prefix/grub.cfg
                """;
        for (String nowhere : List.of(
                "search.fs_uuid 12345678-0000-0000-0000-000000000000 root hd0,gpt2",
                "search --no-floppy --set=root --fs-uuid 12345678-0000-0000-0000-000000000000",
                "search --label --set=root elsewhere")) {
            Path guest = Files.createTempDirectory(root, "nowhere");
            BootReport report = check(tree.formatted(nowhere), guest, false, uefi);
            assertThat(link(report, "configuration").verdict()).as(nowhere).isEqualTo(Verdict.UNKNOWN);
            assertThat(link(report, "configuration").source()).isEqualTo("/boot/efi/EFI/debian/grub.cfg:2");
            assertThat(link(report, "configuration").detail()).contains("which is none of the guest's");
        }
        for (String somewhere : List.of(
                "search.fs_uuid %s root hd0,gpt2".formatted(ROOT_UUID),
                "search --no-floppy --fs-uuid --set=root '%s'".formatted(ROOT_UUID.toUpperCase(Locale.ROOT)),
                "search --file --set=root /.disk/info",
                "set root=hd0,gpt2")) {
            Path guest = Files.createTempDirectory(root, "somewhere");
            BootReport report = check(tree.formatted(somewhere), guest, false, uefi);
            assertThat(link(report, "configuration").detail()).as(somewhere).doesNotContain("would look for");
        }
        BootReport second = check(
                tree.formatted("search --label --set=root elsewhere")
                        + "=== boot/efi/EFI/other/grub.cfg\nsearch.fs_uuid %s root\n".formatted(ROOT_UUID),
                Files.createDirectory(root.resolve("second")),
                false,
                uefi);
        assertThat(link(second, "configuration").detail()).doesNotContain("would look for");
    }

    @Test
    void anActivePartitionAloneStartsNothing(@TempDir Path root) throws IOException {
        BootReport report = check(
                "", root, true, new FirmwareEvidence(Firmware.UNKNOWN, List.of("/dev/sda has active partition 1")));
        assertThat(link(report, "firmware").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(link(report, "firmware").detail())
                .isEqualTo("nothing on the disks starts them: perhaps a kernel from outside does");
        assertThat(link(report, "firmware").source()).isEqualTo("/dev/sda has active partition 1");
    }

    @Test
    void aLoaderThatOnlyAFirmwaresMemoryKnows(@TempDir Path root) throws IOException {
        FirmwareEvidence uefi =
                new FirmwareEvidence(Firmware.UEFI, List.of("/dev/sda1 has the UEFI loader /EFI/debian/grubx64.efi"));
        String vendor = """
                === boot/efi/EFI/debian/mmx64.efi pe 8664
                === boot/efi/EFI/debian/grubx64.efi pe 8664
                === boot/efi/EFI/debian/shimx64.efi pe 8664
                """;
        BootReport own = check(vendor, Files.createDirectory(root.resolve("own")), false, uefi);
        assertThat(own.loaders())
                .extracting(loader -> loader.name() + " " + loader.path())
                .containsExactly(
                        "grub2 /boot/efi/EFI/debian/grubx64.efi",
                        "efi /boot/efi/EFI/debian/mmx64.efi",
                        "shim /boot/efi/EFI/debian/shimx64.efi");
        assertThat(link(own, "loader").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(link(own, "loader").source()).isEqualTo("/boot/efi/EFI/debian/shimx64.efi");
        BootReport moved = check(vendor, Files.createDirectory(root.resolve("moved")), true, uefi);
        assertThat(link(moved, "loader").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(link(moved, "loader").detail()).contains("x86_64", "EFI/BOOT", "efi-fallback");
        BootReport either = check(
                vendor,
                Files.createDirectory(root.resolve("either")),
                true,
                new FirmwareEvidence(Firmware.UNKNOWN, List.of("both")));
        assertThat(link(either, "loader").verdict()).isEqualTo(Verdict.UNKNOWN);
        BootReport copied = check(
                vendor + "=== boot/efi/EFI/BOOT/BOOTX64.EFI pe 8664\n",
                Files.createDirectory(root.resolve("copied")),
                true,
                uefi);
        assertThat(link(copied, "loader").verdict()).isEqualTo(Verdict.OK);
        BootReport other = check(
                "=== boot/efi/EFI/tool/tool.efi pe 8664\n", Files.createDirectory(root.resolve("other")), true, uefi);
        assertThat(link(other, "loader").detail())
                .contains("needs a loader there")
                .doesNotContain("efi-fallback");
    }

    /** As flash-kernel of Debian makes it. */
    @Test
    void aScriptOfUBoot(@TempDir Path root) throws IOException {
        String script = """
                === boot/boot.scr uimage 6
                if test -n "${console}"; then
                  setenv bootargs "${bootargs} console=${console}"
                fi
                setenv bootargs quiet ${bootargs} root=UUID=%s
                if test -z "${fk_kvers}"; then
                   setenv fk_kvers '%s'
                fi
                load ${devtype} ${devnum}:${partition} ${kernel_addr_r} ${prefix}vmlinuz-${fk_kvers} \\
                && load ${devtype} ${devnum}:${partition} ${fdt_addr_r} ${prefix}dtbs/${fdtfile} \\
                && bootz ${kernel_addr_r} - ${fdt_addr_r}
                """;
        BootReport report = check(
                script.formatted(ROOT_UUID, "6.1"),
                Files.createDirectory(root.resolve("good")),
                false,
                FirmwareEvidence.NONE);
        assertThat(verdicts(report))
                .containsExactly(
                        "firmware UNKNOWN",
                        "loader UNKNOWN",
                        "configuration OK",
                        "entry OK",
                        "kernel OK",
                        "initramfs OK",
                        "drivers OK",
                        "root OK",
                        "fstab OK");
        assertThat(report.loaders()).extracting(loader -> loader.name()).containsExactly("u-boot");
        assertThat(report.entries().getFirst().kernel()).contains("/boot/vmlinuz-6.1");
        assertThat(link(report, "entry").source()).isEqualTo("/boot/boot.scr:10");
        assertThat(link(report, "configuration").detail()).contains("fk_kvers");
        BootReport gone = check(
                script.formatted(ROOT_UUID, "7.0"),
                Files.createDirectory(root.resolve("gone")),
                false,
                FirmwareEvidence.NONE);
        assertThat(verdicts(gone)).contains("kernel UNKNOWN");
        assertThat(link(gone, "kernel").detail()).contains("fk_kvers");
    }

    @Test
    void aScriptOfUBootThatTakesNothingFromTheBoard(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/vars.txt
                rootdev=/dev/vdq9
                === boot/boot.scr uimage 6
                load mmc 0:1 0x9000 ${prefix}vars.txt
                env import -t 0x9000 ${filesize}
                setenv bootargs root=${rootdev}
                if load mmc 0:1 0x100 zImage-none; then bootz 0x100; fi
                load mmc 0:1 0x100 ${prefix}vmlinuz-7.0
                load mmc 0:1 0x200 ${prefix}initrd-7.0
                bootz 0x100 0x200:${filesize} 0x300
                """, root, false, FirmwareEvidence.NONE);
        assertThat(report.entries().getLast().source()).isEqualTo("/boot/boot.scr:7");
        assertThat(report.entries().getLast().options()).contains("root=/dev/vdq9");
        assertThat(report.entries().getLast().initramfs()).containsExactly("/boot/initrd-7.0");
    }

    @Test
    void aScriptOfUBootThatNamesWhatIsMissing(@TempDir Path root) throws IOException {
        String script = """
                === boot/boot.scr uimage 6
                setenv bootargs root=%s
                load mmc 0:1 0x100 /boot/vmlinuz-7.0 && bootz 0x100
                """;
        BootReport gone = check(
                script.formatted("/dev/vdq9"), Files.createDirectory(root.resolve("a")), false, FirmwareEvidence.NONE);
        assertThat(verdicts(gone)).contains("kernel BROKEN", "root BROKEN");
        assertThat(link(gone, "kernel").source()).isEqualTo("/boot/boot.scr:2");
        BootReport board = check(
                script.formatted("PARTUUID=${uuid}"),
                Files.createDirectory(root.resolve("b")),
                false,
                FirmwareEvidence.NONE);
        assertThat(verdicts(board)).contains("root UNKNOWN");
    }

    @Test
    void aDamagedScriptOfUBoot(@TempDir Path root) throws IOException {
        Path script = Files.createDirectories(root.resolve("boot")).resolve("boot.scr");
        byte[] bytes = GuestTree.uImage(6, "bootz 0x100".getBytes(StandardCharsets.UTF_8));
        bytes[bytes.length - 1] ^= 1;
        Files.write(script, bytes);
        BootReport report = check("", root, false, FirmwareEvidence.NONE);
        assertThat(link(report, "configuration").verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(link(report, "configuration").detail()).contains("/boot/boot.scr", "ih_dcrc");
    }

    @Test
    void kernelsInImagesOfUBoot(@TempDir Path root) throws IOException {
        BootReport report = check("""
                === boot/boot.scr uimage 6
                load mmc 0:1 0x100 /boot/uImage && bootm 0x100
                === boot/uImage uimage 2
                code
                """, root, false, FirmwareEvidence.NONE);
        assertThat(link(report, "kernel").detail()).isEqualTo("U-Boot image \"test\", whose checksums are right");
        byte[] bytes = Files.readAllBytes(root.resolve("boot/uImage"));
        bytes[64] ^= 1;
        Files.write(root.resolve("boot/uImage"), bytes);
        assertThat(link(check("", root, false, FirmwareEvidence.NONE), "kernel").verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    @Test
    void variablesOfUBoot(@TempDir Path root) throws IOException {
        BootReport named = check(
                "=== boot/uEnv.txt\nuname_r=6.1\nuuid=%s\ncmdline=quiet\n".formatted(ROOT_UUID),
                Files.createDirectory(root.resolve("named")),
                false,
                FirmwareEvidence.NONE);
        assertThat(verdicts(named)).contains("kernel OK", "initramfs UNKNOWN", "root OK");
        BootReport board = check(
                "=== boot/uEnv.txt\noptargs=quiet\n",
                Files.createDirectory(root.resolve("board")),
                false,
                FirmwareEvidence.NONE);
        assertThat(link(board, "entry").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(link(board, "entry").detail()).contains("board");
        BootReport command = check(
                "=== boot/uEnv.txt\nuenvcmd=load mmc 0:1 0x100 /boot/vmlinuz-6.1; bootz 0x100\n",
                Files.createDirectory(root.resolve("command")),
                false,
                FirmwareEvidence.NONE);
        assertThat(verdicts(command)).contains("kernel OK", "root UNKNOWN");
    }

    @Test
    void aRaspberryPi(@TempDir Path root) throws IOException {
        String tree = """
                === boot/firmware/cmdline.txt
                console=tty1 root=UUID=%s rootwait
                === boot/firmware/kernel8.img bzimage 6.1
                === boot/firmware/vmlinuz bzimage 6.1
                === boot/firmware/config.txt
                """.formatted(ROOT_UUID);
        BootReport report = check(
                tree + "[pi3]\nkernel=other\n[all]\narm_64bit=1\nkernel=vmlinuz\ninitramfs initrd.img followkernel\n",
                Files.createDirectory(root.resolve("named")),
                false,
                FirmwareEvidence.NONE);
        assertThat(verdicts(report)).contains("loader OK", "kernel OK", "initramfs BROKEN", "root OK");
        assertThat(link(report, "entry").source()).isEqualTo("/boot/firmware/config.txt:5");
        assertThat(report.loaders()).extracting(loader -> loader.name()).containsExactly("raspberrypi");
        BootReport plain = check(
                tree + "arm_64bit=1\n", Files.createDirectory(root.resolve("plain")), false, FirmwareEvidence.NONE);
        assertThat(plain.entries().getFirst().kernel()).contains("/boot/firmware/kernel8.img");
        assertThat(link(plain, "kernel").verdict()).isEqualTo(Verdict.OK);
        BootReport other = check(
                tree + "kernel=u-boot.bin\n", Files.createDirectory(root.resolve("u")), false, FirmwareEvidence.NONE);
        assertThat(other.entries()).isEmpty();
        assertThat(other.loaders()).hasSize(1);
    }

    @Test
    void aScriptOfUBootThatGrows(@TempDir Path root) throws IOException {
        String script = "=== boot/boot.scr uimage 6\nsetenv a %s\necho %s\nload mmc 0:1 1 /boot/vmlinuz-6.1\nbootz 1\n"
                .formatted("x".repeat(4000), "$a ".repeat(200_000));
        assertThat(verdicts(check(script, root, false, FirmwareEvidence.NONE))).contains("kernel OK");
    }
}
