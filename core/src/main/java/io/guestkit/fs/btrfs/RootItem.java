package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a tree begins: {@code struct btrfs_root_item}. Kernels before 3.6 wrote only what comes before the
 * UUIDs, or left what follows stale.
 *
 * @param directory inode number of the directory that is the root of a subvolume
 * @param references 0 if it is being deleted
 * @param bytesUsed by the blocks of the tree
 * @param parent what it is a snapshot of
 */
record RootItem(
        Superblock.TreeRoot root,
        long directory,
        long bytesUsed,
        boolean readOnly,
        long references,
        Optional<UUID> uuid,
        Optional<UUID> parent) {

    private static final int LENGTH = 0x1b7;
    private static final UUID NIL = new UUID(0, 0);

    static RootItem parse(StructView s) throws CorruptDataException {
        long generation = s.bits64(0xa0);
        boolean complete = s.length() >= LENGTH && s.bits64(0xef) == generation;
        return new RootItem(
                new Superblock.TreeRoot(s.u63(0xb0, "bytenr"), s.u8In(0xee, "level", 0, 7), generation),
                s.bits64(0xa8),
                s.bits64(0xc0),
                (s.bits64(0xd0) & 1) != 0,
                s.u32(0xd8),
                complete ? uuid(s, 0xf7) : Optional.empty(),
                complete ? uuid(s, 0x107) : Optional.empty());
    }

    private static Optional<UUID> uuid(StructView s, int at) throws CorruptDataException {
        UUID uuid = s.uuid(at);
        return uuid.equals(NIL) ? Optional.empty() : Optional.of(uuid);
    }
}
