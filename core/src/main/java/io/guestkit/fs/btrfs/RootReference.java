package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * The name of a subvolume: {@code struct btrfs_root_ref}, the same under a {@link Key#ROOT_REF} of the parent and a
 * {@link Key#ROOT_BACKREF} of the child.
 *
 * @param directory inode number in the parent
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RootReference(long directory, byte[] name) {

    static RootReference parse(Item item) throws CorruptDataException {
        StructView s = item.data();
        return new RootReference(s.bits64(0x00), s.bytes(0x12, s.u16In(0x10, "name_len", 1, DirEntry.LONGEST)));
    }
}
