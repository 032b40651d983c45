package io.guestkit.inspect.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.report.Mountpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MountTableTest {

    private static final Path ANY = Path.of("/");

    private final List<Storage> all = new Disk("/dev/sda", "gpt", false)
            .part(1, "vfat", ANY, "uuid=AAAA-BBBB")
            .part(2, "ext4", ANY, "uuid=root")
            .part(3, "swap", null, "uuid=swap")
            .part(4, "xfs", null, "uuid=unreadable")
            .part(5, "ext4", ANY, "uuid=home")
            .storages();
    private final Storage root = all.get(2);

    private MountTable table(String fstab) {
        return MountTable.of(Fstab.parse(fstab), root, new DeviceNames(all));
    }

    private static Mountpoint point(String path, String device, String type, String options, String source) {
        return new Mountpoint(
                path, Optional.ofNullable(device), type, Optional.ofNullable(options), Optional.ofNullable(source));
    }

    @Test
    void everyLineThatMountsIsKeptAndWhatCanBeReadIsMounted() {
        MountTable table = table("""
                UUID=root / ext4 errors=remount-ro 0 1
                UUID=AAAA-BBBB /boot/efi vfat umask=0077 0 1
                UUID=home /home auto defaults
                UUID=unreadable /srv xfs defaults
                UUID=swap none swap sw
                tmpfs /tmp tmpfs size=1G
                nas:/export /mnt/nas nfs ro
                /home/alice /srv/alice none bind
                """);
        assertThat(table.mountpoints())
                .containsExactly(
                        point("/", "/dev/sda2", "ext4", "errors=remount-ro", "UUID=root"),
                        point("/boot/efi", "/dev/sda1", "vfat", "umask=0077", "UUID=AAAA-BBBB"),
                        point("/home", "/dev/sda5", "ext4", "defaults", "UUID=home"),
                        point("/mnt/nas", null, "nfs", "ro", "nas:/export"),
                        point("/srv", "/dev/sda4", "xfs", "defaults", "UUID=unreadable"),
                        point("/srv/alice", null, "none", "bind", "/home/alice"),
                        point("/tmp", null, "tmpfs", "size=1G", "tmpfs"));
        assertThat(table.mounts()).containsOnlyKeys("/boot/efi", "/home");
        assertThat(table.doubts()).isEmpty();
    }

    @Test
    void whatDoesNotResolveIsKeptAndSaid() {
        MountTable table = table(
                "UUID=root / ext4\nUUID=gone /data ext4\n/dev/sdq1 /backup ext4 noauto\n/dev/cdrom /media/cdrom iso9660 ro\n");
        assertThat(table.mountpoints())
                .extracting(Mountpoint::path)
                .containsExactly("/", "/backup", "/data", "/media/cdrom");
        assertThat(table.doubts())
                .containsExactly(
                        "line 2: UUID=gone for /data is not on the disks given",
                        "line 3: /dev/sdq1 for /backup is not on the disks given");
    }

    @Test
    void theRootIsWhereItsFstabIs() {
        MountTable none = MountTable.of(null, root, new DeviceNames(all));
        assertThat(none.mountpoints()).containsExactly(point("/", "/dev/sda2", "ext4", null, null));
        MountTable elsewhere = table("UUID=home / ext4 defaults\nUUID=gone / ext4 x");
        assertThat(elsewhere.mountpoints()).containsExactly(point("/", "/dev/sda2", "ext4", "defaults", "UUID=home"));
        assertThat(elsewhere.doubts())
                .containsExactly(
                        "line 1: UUID=home is not /dev/sda2, where this fstab is", "line 2: a second line for /");
        assertThat(elsewhere.mounts()).isEmpty();
    }

    @Test
    void doubledPathsAndThoseOfTheKernelAreNotMounted() {
        MountTable table =
                table("UUID=root / ext4\nUUID=home /x ext4\nUUID=AAAA-BBBB /x vfat\nUUID=home /proc/y ext4\nbad\n");
        assertThat(table.mounts()).containsOnlyKeys("/x");
        assertThat(table.mounts().get("/x").device()).isEqualTo("/dev/sda5");
        assertThat(table.doubts())
                .containsExactly("line 5: 1 fields instead of at least 3", "line 3: a second line for /x");
    }
}
