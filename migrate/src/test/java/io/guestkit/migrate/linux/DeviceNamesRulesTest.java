package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.TreeGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of disks in mount tables and on kernel command lines. */
class DeviceNamesRulesTest {

    private static final String UUID = "11111111-1111-4111-8111-111111111111";

    @TempDir
    Path root;

    private TreeGuest guest;

    @BeforeEach
    void twoPartitions() throws IOException {
        guest = new TreeGuest(root, true)
                .partition(2, "swap", "22222222-2222-4222-8222-222222222222", "82")
                .partition(3, "", "", "83");
    }

    private String kernel() throws IOException {
        return TreeGuest.words(guest.plan(FixOptions.DEFAULT, new KernelCommandLineRule()));
    }

    @Test
    void mountTables() throws IOException {
        guest.file("etc/fstab", """
                /dev/sda1   /     ext4 defaults 0 1
                /dev/hda2\tnone swap sw 0 0
                LABEL=x /x ext4 defaults 0 0
                /dev/sdb1 /data ext4 defaults 0 2
                /dev/mapper/vg-a /a ext4 defaults 0 2
                """);

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("""
                edit /etc/fstab
                -/dev/sda1   /     ext4 defaults 0 1
                -/dev/hda2	none swap sw 0 0
                +UUID=%s   /     ext4 defaults 0 1
                +UUID=22222222-2222-4222-8222-222222222222	none swap sw 0 0
                note /etc/fstab:4 names /dev/sdb1, which is not on the disks: the line is left as it is
                """.formatted(UUID));
    }

    @Test
    void theRootIsWhereItsMountTableIs() throws IOException {
        guest.file("etc/fstab", "/dev/cciss/c0d0p2 / ext4 defaults 0 1\n/dev/cciss/c0d0p3 /srv ext4 defaults 0 2\n");

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("""
                edit /etc/fstab
                -/dev/cciss/c0d0p2 / ext4 defaults 0 1
                +UUID=%s / ext4 defaults 0 1
                note /etc/fstab:2 names /dev/cciss/c0d0p3, which is not on the disks: the line is left as it is
                """.formatted(UUID));
    }

    @Test
    void theOtherDiskIsTheFirstOne() throws IOException {
        guest.disk("/dev/sdb").file("etc/fstab", "/dev/sda1 /data ext4 defaults 0 2\n/dev/sdb1 / ext4 defaults 0 1\n");

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("""
                edit /etc/fstab
                -/dev/sdb1 / ext4 defaults 0 1
                +UUID=%s / ext4 defaults 0 1
                note /etc/fstab:1 names /dev/sda1, which is not on the disks: the line is left as it is
                note by its root, the guest counts its disks in another order than they are given: a machine starts from the first one
                """.formatted(UUID));
    }

    @Test
    void unitsOfMounts() throws IOException {
        guest.file("etc/systemd/system/data.mount", "[Unit]\nAfter=x\n[Mount]\nWhat = /dev/sda2\nWhere=/data\n")
                .file("etc/systemd/system/other.mount", "[Mount]\nWhat=/dev/sdb1\nWhere=/other\n")
                .file("etc/systemd/system/tmp.mount", "[Mount]\nWhat=tmpfs\nWhere=/tmp\n")
                .link("etc/systemd/system/proc.mount", "data.mount");

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("""
                edit /etc/systemd/system/data.mount
                -What = /dev/sda2
                +What=/dev/disk/by-uuid/22222222-2222-4222-8222-222222222222
                note /etc/systemd/system/other.mount:2 names /dev/sdb1, for which there is no lasting name: the line is left as it is
                """);
    }

    @Test
    void foldersOfAHostAreNotWaitedFor() throws IOException {
        guest.file("etc/fstab", """
                UUID=%s / ext4 defaults 0 1
                .host:/\t/mnt/hgfs\tfuse.vmhgfs-fuse\tdefaults,allow_other\t0 0
                share /mnt/share vboxsf
                share /mnt/a vboxsf noauto 0 0
                share /mnt/b vboxsf uid=1,nofail 0 0
                """.formatted(UUID));

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("""
                edit /etc/fstab
                -.host:/	/mnt/hgfs	fuse.vmhgfs-fuse	defaults,allow_other	0 0
                -share /mnt/share vboxsf
                +.host:/	/mnt/hgfs	fuse.vmhgfs-fuse	defaults,allow_other,nofail	0 0
                +share /mnt/share vboxsf nofail
                """);
    }

    @Test
    void aDriveOfDiscsIsNoDisk() throws IOException {
        guest.file(
                "etc/fstab", "/dev/hda /media/cdrom0 udf,iso9660 user,noauto 0 0\r\n/dev/hda1 / ext4 defaults 0 1\r\n");

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("edit /etc/fstab\n-/dev/hda1 / ext4 defaults 0 1\n+UUID=%s / ext4 defaults 0 1\n"
                        .formatted(UUID));
    }

    @Test
    void anotherFileSystemThanTheTableSaysIsAnotherDisk() throws IOException {
        guest.file("etc/fstab", "/dev/sda2 /data xfs defaults 0 2\n/dev/sda3 /new auto defaults 0 2\n");

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new FstabRule())))
                .isEqualTo("""
                edit /etc/fstab
                -/dev/sda3 /new auto defaults 0 2
                +PARTUUID=cafe0000-03 /new auto defaults 0 2
                note /etc/fstab:1 names /dev/sda2 for xfs, where swap is: it means another disk, or the disks are not given in the guest's order; the line is left as it is
                """);
    }

    @Test
    void swapThatIsEncryptedAnewEachTimeHasNoUuid() throws IOException {
        guest.file("etc/crypttab", "swap /dev/sda2 /dev/urandom swap\ndata /dev/sda3 none\n# x /dev/sda1\n");

        assertThat(TreeGuest.words(guest.plan(FixOptions.DEFAULT, new CrypttabRule())))
                .isEqualTo("""
                edit /etc/crypttab
                -swap /dev/sda2 /dev/urandom swap
                -data /dev/sda3 none
                +swap PARTUUID=cafe0000-02 /dev/urandom swap
                +data PARTUUID=cafe0000-03 none
                """);
    }

    @Test
    void commandLines() throws IOException {
        guest.kernel("6.1", true, true)
                .file(
                        "boot/grub/grub.cfg",
                        " linux /vmlinuz root=/dev/sda1 resume=/dev/sda2 cryptdevice=/dev/sda3:x ro notroot=/dev/sda1\n")
                .file(
                        "boot/loader/entries/a.conf",
                        "options root=/dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:0:0-part9 ro\n")
                .file("etc/default/grub", "GRUB_DISABLE_LINUX_UUID=true\nGRUB_CMDLINE_LINUX=\"root=/dev/mapper/x\"\n")
                .file("etc/initramfs-tools/conf.d/resume", "RESUME=/dev/sda2\n");

        assertThat(kernel()).isEqualTo("""
                edit /boot/grub/grub.cfg
                - linux /vmlinuz root=/dev/sda1 resume=/dev/sda2 cryptdevice=/dev/sda3:x ro notroot=/dev/sda1
                + linux /vmlinuz root=UUID=%s resume=UUID=22222222-2222-4222-8222-222222222222 cryptdevice=PARTUUID=cafe0000-03:x ro notroot=/dev/sda1
                edit /etc/default/grub
                -GRUB_DISABLE_LINUX_UUID=true
                +GRUB_DISABLE_LINUX_UUID=false
                edit /etc/initramfs-tools/conf.d/resume
                -RESUME=/dev/sda2
                +RESUME=UUID=22222222-2222-4222-8222-222222222222
                note /boot/loader/entries/a.conf:1 names /dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:0:0-part9, for which there is no lasting name: it is left as it is
                """.formatted(UUID));
    }

    @Test
    void furtherNamesAndPlaces() throws IOException {
        guest.kernel("6.1", true, true)
                .file("boot/grub/custom.cfg", "linux /vmlinuz root=\"/dev/sda1\" mount.usr=/dev/sda2\n")
                .file("etc/grub.d/40_custom", "set rootpartition=/dev/sda1\n")
                .file("etc/update-extlinux.conf", "root=/dev/sda1\nxroot=/dev/sda1\n")
                .file("etc/default/grub", "GRUB_CMDLINE_LINUX=\"crypt_root=/dev/sda3 real_resume='/dev/sda2'\"\n")
                .file("etc/initramfs-tools/conf.d/cryptroot", "target=x,source=/dev/sda3,key=none\n")
                .file("boot/efi/EFI/redhat/grub.conf", "kernel /vmlinuz root=/dev/sda1\n");

        assertThat(kernel()).isEqualTo("""
                edit /boot/grub/custom.cfg
                -linux /vmlinuz root="/dev/sda1" mount.usr=/dev/sda2
                +linux /vmlinuz root="UUID=%1$s" mount.usr=UUID=22222222-2222-4222-8222-222222222222
                edit /etc/default/grub
                -GRUB_CMDLINE_LINUX="crypt_root=/dev/sda3 real_resume='/dev/sda2'"
                +GRUB_CMDLINE_LINUX="crypt_root=PARTUUID=cafe0000-03 real_resume='UUID=22222222-2222-4222-8222-222222222222'"
                edit /etc/grub.d/40_custom
                -set rootpartition=/dev/sda1
                +set rootpartition=UUID=%1$s
                edit /etc/update-extlinux.conf
                -root=/dev/sda1
                +root=UUID=%1$s
                edit /etc/initramfs-tools/conf.d/cryptroot
                -target=x,source=/dev/sda3,key=none
                +target=x,source=PARTUUID=cafe0000-03,key=none
                edit /boot/efi/EFI/redhat/grub.conf
                -kernel /vmlinuz root=/dev/sda1
                +kernel /vmlinuz root=UUID=%1$s
                """.formatted(UUID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/xvde1", "/dev/xvda7"})
    void theRootIsWhatTheMountTableCallsSo(String name) throws IOException {
        guest.kernel("3.16", true, true)
                .file("etc/fstab", name + " / ext4 defaults 0 1\n")
                .file("boot/grub/menu.lst", "kernel /vmlinuz root=%s ro\n".formatted(name));

        assertThat(kernel())
                .isEqualTo("edit /boot/grub/menu.lst\n-kernel /vmlinuz root=%s ro\n+kernel /vmlinuz root=UUID=%s ro\n"
                        .formatted(name, UUID));
    }

    @Test
    void lilosConfigurationIsNotWhatStarts() throws IOException {
        guest.kernel("6.1", true, false)
                .file("etc/lilo.conf", "image=/boot/vmlinuz\n  root=/dev/sda1\n")
                .boot(new BootReport(
                        BootReport.Verdict.BROKEN,
                        List.of(),
                        List.of(),
                        List.of(new BootEntry(
                                "Linux",
                                Optional.of("Linux"),
                                "lilo",
                                Optional.of("/boot/vmlinuz"),
                                List.of(),
                                Optional.of("root=/dev/sda1"),
                                true,
                                "/etc/lilo.conf:1")),
                        Optional.empty(),
                        List.of()));

        assertThat(kernel())
                .isEqualTo(
                        "note /etc/lilo.conf:1 names /dev/sda1, and LILO keeps that in its map: the disks have to stay"
                                + " on SATA or IDE, until the guest has another boot loader, or another name there and lilo run"
                                + " in it\n");
    }

    @Test
    void withoutInitramfsTheKernelKnowsPartitionsOnly() throws IOException {
        guest.kernel("6.1", true, false).file("boot/grub/menu.lst", "kernel /vmlinuz root=/dev/sda1 ro\n");

        assertThat(kernel()).contains("+kernel /vmlinuz root=PARTUUID=cafe0000-01 ro\n");
    }

    @Test
    void grubsEnvironmentKeepsItsSize() throws IOException {
        String variables = "# GRUB Environment Block\nkernelopts=root=/dev/sda1 ro\n";
        guest.kernel("6.1", true, true).file("boot/grub2/grubenv", variables + "#".repeat(1024 - variables.length()));

        String plan = kernel();
        String now = "# GRUB Environment Block\nkernelopts=root=UUID=" + UUID + " ro\n";
        assertThat(plan)
                .contains("+kernelopts=root=UUID=" + UUID + " ro\n")
                .contains("+" + "#".repeat(1024 - now.length()) + "\n");
    }

    @Test
    void grubsEnvironmentWithoutRoomStays() throws IOException {
        String variables = "# GRUB Environment Block\nkernelopts=root=/dev/sda1 ro\n";
        String filler = "x=" + "y".repeat(1024 - variables.length() - 3) + "\n";
        guest.kernel("6.1", true, true).file("boot/grub2/grubenv", variables + filler);

        assertThat(kernel()).isEqualTo("note /boot/grub2/grubenv has no room for a longer name of the root\n");
    }

    @Test
    void environmentBlocks() {
        String block = GrubEnvironment.padded("# GRUB Environment Block\nsaved_entry=a\nx=1\n");

        assertThat(block).hasSize(1024);
        assertThat(GrubEnvironment.with(block, "saved_entry", "longer"))
                .hasSize(1024)
                .startsWith("# GRUB Environment Block\nsaved_entry=longer\nx=1\n###");
        assertThat(GrubEnvironment.with(block, "new", "v")).hasSize(1024).contains("\nnew=v\nsaved_entry=a\n");
        assertThat(GrubEnvironment.with(block, "new", "v".repeat(1024))).isNull();
        assertThat(GrubEnvironment.with("text", "a", "b")).isNull();
    }
}
