package io.guestkit.fs.btrfs;

import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;

/**
 * A file: an inode of a subvolume.
 *
 * @param id unique in the file system, as inode numbers are not
 */
record BtrfsNode(FsTree tree, long inode, long id, InodeItem item) implements Node {

    @Override
    public NodeAttributes attributes() {
        return item.attributes();
    }

    /** For messages. */
    String name() {
        return "btrfs inode " + inode;
    }
}
