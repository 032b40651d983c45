package io.guestkit.inspect.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.Subvolume;
import io.guestkit.inspect.parse.Fstab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubvolumeRootsTest {

    private static final String DISK = "/dev/sda";

    private final List<Storage> all = new ArrayList<>();
    private final Map<String, Fstab> fstabs = new HashMap<>();
    private long lastId = 255;

    /** The subvolume of that path; the first one is the default. */
    private SubvolumeRootsTest root(String path, boolean readOnly, boolean snapshot, @Nullable String fstab) {
        String device = all.isEmpty() ? DISK : "btrfsvol:" + DISK + "/" + path;
        lastId++;
        all.add(new Storage(
                device,
                DISK,
                List.of(DISK),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "btrfs",
                Optional.empty(),
                Optional.of("u"),
                Path.of("/"),
                Optional.of(new Subvolume(path.isEmpty() ? 5 : lastId, path, readOnly, snapshot, Optional.empty())),
                DISK));
        if (fstab != null) {
            fstabs.put(device, Fstab.parse(fstab));
        }
        return this;
    }

    /** Of all but the first where that is only the top with the subvolumes in it. */
    private List<String> roots(boolean topIsRoot) {
        List<String> roots = new ArrayList<>();
        List<Storage> candidates = topIsRoot ? all : all.subList(1, all.size());
        for (Storage storage : new SubvolumeRoots(candidates, fstabs, new DeviceNames(all)).roots()) {
            roots.add(storage.subvolume().orElseThrow().path());
        }
        return roots;
    }

    @Test
    void readOnlySnapshotsAndCopiesAreNone() {
        String fstab = "UUID=u / btrfs subvol=@ 0 0\n";
        root("", false, false, null)
                .root("@", false, false, fstab)
                .root("@snapshots/1", true, true, fstab)
                .root("timeshift/@", false, true, fstab);
        assertThat(roots(false)).containsExactly("@");
    }

    @Test
    void aRootThatWasRolledBackIsASnapshotAndStillTheRoot() {
        String fstab = "UUID=u / btrfs defaults,subvol=/@ 0 0\n";
        root("", false, false, null).root("@broken", false, false, fstab).root("@", false, true, fstab);
        assertThat(roots(false)).containsExactly("@");
    }

    @Test
    void theDefaultIsOneEvenIfItIsAReadOnlySnapshot() {
        String fstab = "UUID=u / btrfs ro 0 0\n";
        root("@/.snapshots/2/snapshot", true, true, fstab)
                .root("@/.snapshots/1/snapshot", false, true, fstab)
                .root("@/.snapshots/3/snapshot", true, true, fstab);
        assertThat(roots(true)).containsExactly("@/.snapshots/2/snapshot");
    }

    @Test
    void layersOfContainersAreNone() {
        root("", false, false, null)
                .root("@", false, false, "UUID=u / btrfs subvol=@ 0 0\n")
                .root("@/var/lib/machines/web", false, false, null)
                .root("layers/2", false, true, null);
        assertThat(roots(false)).containsExactly("@");
    }

    @Test
    void twoSystemsAreTwo() {
        root("", false, false, null)
                .root("debian", false, false, "UUID=u / btrfs subvol=debian 0 0\n")
                .root("fedora", false, false, "UUID=u / btrfs subvolid=258 0 0\n");
        assertThat(roots(false)).containsExactly("debian", "fedora");
    }

    @Test
    void aFileSystemOnTwoDisksIsNamedByEither() {
        root("", false, false, null);
        Storage second = new Storage(
                "/dev/sdb",
                "/dev/sdb",
                List.of("/dev/sdb"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                null,
                Optional.empty(),
                DISK);
        all.add(second);
        assertThat(new DeviceNames(all).resolve("/dev/vdb", all.getFirst())).isSameAs(all.getFirst());
    }

    @Test
    void subvolumesAreMountedByPathOrNumber() {
        root("", false, false, null).root("@", false, false, null).root("@home", false, false, null);
        Fstab fstab = Fstab.parse("""
                UUID=u / btrfs defaults,subvol=@ 0 0
                UUID=u /home btrfs subvol=/@home,compress=zstd 0 0
                UUID=u /top btrfs subvolid=5 0 0
                UUID=u /home2 btrfs subvolid=258 0 0
                UUID=u /default btrfs defaults 0 0
                UUID=u /gone btrfs subvol=gone 0 0
                """);
        MountTable table = MountTable.of(fstab, all.get(1), new DeviceNames(all));
        assertThat(table.mounts())
                .containsEntry("/home", all.get(2))
                .containsEntry("/home2", all.get(2))
                .containsEntry("/top", all.get(0))
                .containsEntry("/default", all.get(0))
                .doesNotContainKey("/gone");
        assertThat(table.doubts()).containsExactly("line 6: UUID=u for /gone has no such subvolume (subvol=gone)");
    }
}
