package io.guestkit.inspect.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.parse.Fstab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNamesTest {

    private static final Path ANY = Path.of("/");

    private final List<Storage> first = new Disk("/dev/sda", "gpt", false)
            .part(1, "vfat", ANY, "uuid=910E-71E3", "label=ESP", "partlabel=EFI System")
            .part(2, "ext4", ANY, "uuid=10cbcdd4-cec8-5d4c-b0ce-0e4da1b59cda", "label=root fs", "partuuid=aaaa-02")
            .part(10, "ext4", ANY, "uuid=ten", "label=data/ä")
            .storages();
    private final List<Storage> second = new Disk("/dev/sdb", "mbr", false)
            .part(1, "xfs", ANY, "uuid=other", "partuuid=12345678-01")
            .part(2, "ext4", ANY, "uuid=10cbcdd4-cec8-5d4c-b0ce-0e4da1b59cda")
            .storages();
    private final Storage root = first.get(2);

    private static String resolve(List<Storage> all, Storage root, String spec) {
        Storage found = new DeviceNames(all).resolve(spec, root);
        return found == null ? null : found.device();
    }

    private List<Storage> both() {
        List<Storage> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "UUID=10CBCDD4-CEC8-5D4C-B0CE-0E4DA1B59CDA, /dev/sda2",
        "UUID=910e-71e3, /dev/sda1",
        "UUID=other, /dev/sdb1",
        "LABEL=ESP, /dev/sda1",
        "LABEL=esp, ",
        "LABEL=root fs, /dev/sda2",
        "PARTUUID=AAAA-02, /dev/sda2",
        "PARTUUID=12345678-01, /dev/sdb1",
        "PARTLABEL=EFI System, /dev/sda1",
        "UUID=, ",
        "LABEL=, ",
        "/dev/disk/by-uuid/910E-71E3, /dev/sda1",
        "/dev/disk/by-label/root\\x20fs, /dev/sda2",
        "/dev/disk/by-label/data\\x2f\\xc3\\xa4, /dev/sda10",
        "/dev/disk/by-partlabel/EFI\\x20System, /dev/sda1",
        "/dev/disk/by-partuuid/aaaa-02, /dev/sda2",
        "/dev/disk/by-id/ata-X-part1, ",
        "/dev/disk/by-nothing/x, ",
        "/dev/disk/by-, ",
        "/dev/root, /dev/sda2",
        "/dev/sda1, /dev/sda1",
        "/dev/vda10, /dev/sda10",
        "/dev/hdb1, /dev/sdb1",
        "/dev/xvdb2, /dev/sdb2",
        "/dev/nvme0n1p2, /dev/sda2",
        "/dev/nvme1n1p1, /dev/sdb1",
        "/dev/nvme0n1, /dev/sda",
        "/dev/mmcblk0p1, /dev/sda1",
        "/dev/sda, /dev/sda",
        "/dev/sda3, ",
        "/dev/sdc1, ",
        "/dev/sdaa1, ",
        "/dev/sda0, ",
        "/dev/sda99999999999, ",
        "/dev/sdzzzzzzzz1, ",
        "/dev/sd, ",
        "/dev/nvme, ",
        "/dev/nvme0n1p, ",
        "/dev/nvme0x, ",
        "/dev/, ",
        "/dev/mapper/vg-root, ",
        "tmpfs, ",
        "server:/export, ",
        "/swapfile, ",
    })
    void specsFindTheirDevice(String spec, String device) {
        assertThat(resolve(both(), root, spec == null ? "" : spec)).isEqualTo(device);
    }

    @Test
    void ofTwoWithTheSameIdTheOneOnTheRootsDiskIsMeant() {
        assertThat(resolve(both(), second.get(1), "UUID=10cbcdd4-cec8-5d4c-b0ce-0e4da1b59cda"))
                .isEqualTo("/dev/sdb2");
    }

    @Test
    void anIdOfHardwareMeansTheOnlyDisk() {
        assertThat(resolve(first, root, "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0-part2"))
                .isEqualTo("/dev/sda2");
        assertThat(resolve(first, root, "/dev/disk/by-path/pci-0000:00:04.0-part1"))
                .isEqualTo("/dev/sda1");
        assertThat(resolve(first, root, "/dev/disk/by-id/ata-X")).isEqualTo("/dev/sda");
        assertThat(resolve(first, root, "/dev/disk/by-id/dm-uuid-LVM-x-part2")).isNull();
        assertThat(resolve(first, root, "/dev/disk/by-id/ata-X-partx")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // the root's own line tells its disk, and that the other link is another one
        "'/dev/disk/by-id/scsi-3aa-part2 / ext4|/dev/disk/by-id/scsi-3bb-part1 /srv xfs', /dev/disk/by-id/scsi-3aa-part10, /dev/sda10",
        "'/dev/disk/by-id/scsi-3aa-part2 / ext4|/dev/disk/by-id/scsi-3bb-part1 /srv xfs', /dev/disk/by-id/scsi-3bb-part2, /dev/sdb2",
        "'/dev/disk/by-id/scsi-3aa-part2 / ext4|/dev/disk/by-id/scsi-3bb-part1 /srv xfs', /dev/disk/by-id/scsi-3bb, /dev/sdb",
        // what is on a partition tells its disk
        "'/dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:1:0-part1 /srv xfs', /dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:1:0-part1, /dev/sdb1",
        "'/dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:0:0-part1 /boot/efi vfat', /dev/disk/by-path/pci-0000:00:10.0-scsi-0:0:0:0-part2, /dev/sda2",
        // a serial number has several spellings
        "'/dev/disk/by-id/scsi-3aa-part2 / ext4|/dev/disk/by-id/wwn-0xaa-part1 /boot/efi vfat', /dev/disk/by-id/wwn-0xaa-part1, /dev/sda1",
        // both disks could be meant, or none
        "'/dev/disk/by-id/ata-X-part2 /data auto|UUID=other / xfs', /dev/disk/by-id/ata-Y-part1, ",
        "'/dev/disk/by-id/ata-X-part1 /data reiserfs', /dev/disk/by-id/ata-X-part1, ",
        "'/dev/disk/by-id/scsi-3aa-part2 / ext4', /dev/disk/by-id/scsi-3cc-part1, ",
        "'/dev/disk/by-id/scsi-3aa-part2 / ext4', /dev/disk/by-id/scsi-3aa-partx, ",
        "'/dev/disk/by-id/scsi-3aa-partx / ext4', /dev/disk/by-id/scsi-3aa-part2, ",
    })
    void theMountTableTellsWhichDiskHardwareMeans(String table, String spec, String device) {
        Fstab fstab = Fstab.parse(table.replace('|', '\n'));
        Storage found = new DeviceNames(both()).with(fstab, root).resolve(spec, root);
        assertThat(found == null ? null : found.device()).isEqualTo(device);
    }

    @ParameterizedTest
    @CsvSource({
        // the first disk of the guest is given as the second one: its root says so
        "'/dev/sda2 / ext4|/dev/sda1 /var xfs|/dev/sdb1 /boot/efi vfat', /dev/sda1, /dev/sdb1",
        "'/dev/sda2 / ext4|/dev/sda1 /var xfs|/dev/sdb1 /boot/efi vfat', /dev/sdb10, /dev/sda10",
        "'/dev/sdb1 /boot/efi vfat|/dev/sda2 / ext4', /dev/sda, /dev/sdb",
        // which one the other is, nothing says
        "'/dev/sda2 / ext4', /dev/sdb1, ",
        "'/dev/sda2 / ext4|/dev/sdb1 /a vfat|/dev/sdc1 /b vfat', /dev/sdb1, ",
        "'/dev/sda2 / ext4|/dev/sdb1 /a xfs', /dev/sdb1, ",
        // another name for the same count
        "'/dev/xvde2 / ext4|/dev/xvdf1 /a vfat', /dev/xvdf10, /dev/sda10",
        // the table's own root is nowhere, or where it is said to be
        "'/dev/sda7 / ext4|/dev/sdb1 /a xfs', /dev/sdb1, /dev/sdb1",
        "'UUID=x / ext4|/dev/sdb1 /a xfs', /dev/sdb1, /dev/sdb1",
        "'/dev/sdb2 / ext4|/dev/sda1 /a vfat', /dev/sda1, /dev/sda1",
    })
    void theRootTellsInWhichOrderTheGuestCounts(String table, String spec, String device) {
        Storage itsRoot = second.get(2);
        Storage found = new DeviceNames(both())
                .with(Fstab.parse(table.replace('|', '\n')), itsRoot)
                .resolve(spec, itsRoot);
        assertThat(found == null ? null : found.device()).isEqualTo(device);
    }

    @Test
    void theOnlyDiskThatIsGivenMayBeTheGuestsSecond() {
        Fstab fstab = Fstab.parse("/dev/sda10 /srv ext4\n/dev/sdb2 / ext4\n/dev/sdb10 /data ext4\n");
        DeviceNames names = new DeviceNames(first).with(fstab, root);
        assertThat(names.isOtherOrder()).isTrue();
        assertThat(names.resolve("/dev/sdb10", root)).isEqualTo(first.get(3));
        assertThat(names.resolve("/dev/sda10", root)).isNull();
    }

    @Test
    void aLineAboutADiskThatIsNotGivenDoesNotMeanTheOnlyOne() {
        Fstab fstab = Fstab.parse(
                "UUID=10cbcdd4-cec8-5d4c-b0ce-0e4da1b59cda / ext4\n/dev/disk/by-id/scsi-3bb-part2 /srv ext4\n");
        assertThat(new DeviceNames(first).with(fstab, root).resolve("/dev/disk/by-id/scsi-3bb-part2", root))
                .isNull();
    }

    @Test
    void aTableFullOfLinksCostsLittle() {
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            table.append("/dev/disk/by-id/scsi-3%d-part10 /mnt/%d ext4\n".formatted(i, i));
        }
        DeviceNames names = new DeviceNames(both()).with(Fstab.parse(table.toString()), root);
        assertThat(names.resolve("/dev/disk/by-id/scsi-30-part10", root)).isEqualTo(first.get(3));
        assertThat(names.resolve("/dev/disk/by-id/scsi-31-part10", root)).isNull();
        assertThat(names.resolve("/dev/disk/by-id/scsi-349999-part10", root)).isNull();
    }

    @Test
    void aTableFullOfOneLinkCostsLittle() {
        String line = "/dev/disk/by-id/scsi-3aa-part10 /mnt ext4\n";
        DeviceNames names = new DeviceNames(both()).with(Fstab.parse(line.repeat(50_000)), root);
        assertThat(names.resolve("/dev/disk/by-id/scsi-3aa-part2", root)).isEqualTo(root);
    }

    @Test
    void aMappedNameIsThatOfItsVolumeGroup() {
        List<Storage> all = new ArrayList<>(first);
        all.add(new Storage(
                "/dev/Volume-Group/Root-1",
                "/dev/Volume-Group/Root-1",
                List.of("/dev/sda"),
                List.of("/dev/disk/by-id/dm-uuid-LVM-x", "/dev/md/odd"),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                "ext4",
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                ANY));
        assertThat(resolve(all, root, "/dev/mapper/Volume--Group-Root--1")).isEqualTo("/dev/Volume-Group/Root-1");
        assertThat(resolve(all, root, "/dev/Volume-Group/Root-1")).isEqualTo("/dev/Volume-Group/Root-1");
        assertThat(resolve(all, root, "/dev/disk/by-id/dm-uuid-LVM-x")).isEqualTo("/dev/Volume-Group/Root-1");
        assertThat(resolve(all, root, "/dev/md/odd")).isEqualTo("/dev/Volume-Group/Root-1");
        assertThat(resolve(all, root, "/dev/sdb")).isNull();
    }

    @Test
    void garbageFindsNothingAndThrowsNothing() {
        Random random = new Random(9);
        DeviceNames names = new DeviceNames(both());
        for (int i = 0; i < 20_000; i++) {
            StringBuilder spec = new StringBuilder(random.nextBoolean() ? "/dev/" : "");
            for (int j = random.nextInt(12); j > 0; j--) {
                spec.append("snvmemdbhx/p019-\\x=disk/by-".charAt(random.nextInt(27)));
            }
            names.resolve(spec.toString(), root);
            DeviceNames.isDevice(spec.toString());
        }
    }
}
