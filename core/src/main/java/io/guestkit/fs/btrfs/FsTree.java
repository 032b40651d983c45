package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;

/**
 * A tree of files: a subvolume or a snapshot of one.
 *
 * @param id of its root item
 * @param items what is in it, after what was logged
 */
record FsTree(long id, RootItem root, Items items) {

    /** Bits of a node's id that are the inode number; those above tell the subvolume. */
    private static final int INODE_BITS = 40;

    /**
     * A number for an inode that no other subvolume has.
     *
     * @throws CorruptDataException if one of the numbers is so large that nobody can have counted that far
     */
    long nodeId(long inode) throws CorruptDataException {
        if (inode >>> INODE_BITS != 0 || id >>> Long.SIZE - 1 - INODE_BITS != 0) {
            throw new CorruptDataException("btrfs inode %s in subvolume %s: numbers reach 2^%d and 2^%d at most"
                    .formatted(
                            Long.toUnsignedString(inode),
                            Long.toUnsignedString(id),
                            INODE_BITS,
                            Long.SIZE - 1 - INODE_BITS));
        }
        return (id == Key.FS_TREE ? 0 : id << INODE_BITS) | inode;
    }
}
