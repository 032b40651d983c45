package io.guestkit.fs.xfs;

import io.guestkit.io.StructView;

/**
 * One of the two parts that the end of an inode is divided into: for its data, and for its extended attributes.
 *
 * @param format how the content is stored, one of the constants
 * @param view the bytes in the inode
 * @param extents how many extents the map has, as the inode says
 */
record Fork(Inode inode, boolean ofAttributes, int format, StructView view, long extents) {

    static final int DEVICE = 0;
    static final int LOCAL = 1;
    static final int EXTENTS = 2;
    static final int BTREE = 3;

    String name() {
        return ofAttributes ? "attribute fork" : "data fork";
    }
}
