package io.guestkit.fs.btrfs;

/** What items are called in messages. */
final class ItemName {

    private ItemName() {}

    /** As the specification names its structure, and of what. */
    static String of(Key key) {
        String what = switch (key.type()) {
            case Key.INODE_ITEM -> "btrfs inode item ";
            case Key.INODE_REF -> "btrfs inode reference of ";
            case Key.INODE_EXTREF -> "btrfs extended inode reference of ";
            case Key.XATTR_ITEM -> "btrfs extended attribute of inode ";
            case Key.DIR_ITEM, Key.DIR_INDEX -> "btrfs directory entry in inode ";
            case Key.EXTENT_DATA -> "btrfs file extent of inode ";
            case Key.ROOT_ITEM -> "btrfs root item ";
            case Key.ROOT_REF, Key.ROOT_BACKREF -> "btrfs root reference of ";
            case Key.CHUNK_ITEM -> "btrfs chunk ";
            case Key.DEV_ITEM -> "btrfs device item ";
            default -> "btrfs item of ";
        };
        // for every item, hence no formatting; of chunks and devices the second number tells them apart
        long which = key.type() == Key.CHUNK_ITEM || key.type() == Key.DEV_ITEM ? key.offset() : key.objectid();
        return what.concat(Long.toString(which));
    }
}
