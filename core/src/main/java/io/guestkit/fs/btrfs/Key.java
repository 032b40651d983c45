package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import org.jspecify.annotations.Nullable;

/**
 * The key of an item, by which all trees are sorted: {@code struct btrfs_disk_key}, {@value #LENGTH} bytes.
 *
 * @param objectid unsigned 64 bits
 * @param type unsigned 8 bits: one of the constants here, among others
 * @param offset unsigned 64 bits; what it means depends on the type
 */
record Key(long objectid, int type, long offset) implements Comparable<Key> {

    static final int LENGTH = 17;

    static final int INODE_ITEM = 1;
    static final int INODE_REF = 12;
    static final int INODE_EXTREF = 13;
    static final int XATTR_ITEM = 24;
    static final int DIR_LOG_INDEX = 72;
    static final int DIR_ITEM = 84;
    static final int DIR_INDEX = 96;
    static final int EXTENT_DATA = 108;
    static final int EXTENT_CSUM = 128;
    static final int ROOT_ITEM = 132;
    static final int ROOT_BACKREF = 144;
    static final int ROOT_REF = 156;
    static final int BLOCK_GROUP_ITEM = 192;
    static final int DEV_ITEM = 216;
    static final int CHUNK_ITEM = 228;

    static final long EXTENT_TREE = 2;
    static final long FS_TREE = 5;
    static final long CSUM_TREE = 7;
    static final long FREE_SPACE_TREE = 10;
    static final long BLOCK_GROUP_TREE = 11;
    /** The first inode number, and the first subvolume but {@link #FS_TREE}. */
    static final long FIRST_FREE = 256;
    /** The last of either, unsigned. */
    static final long LAST_FREE = -256;

    static final long EXTENT_CSUM_OBJECT = -10;
    static final long TREE_LOG = -6;
    static final long FIRST_CHUNK_TREE = 256;
    static final long DEV_ITEMS = 1;

    /** The largest offset, unsigned. */
    static final long MAX = -1;

    static Key parse(StructView s, int at) throws CorruptDataException {
        return new Key(s.bits64(at), s.u8(at + 0x08), s.bits64(at + 0x09));
    }

    static int compare(long objectid, int type, long offset, Key other) {
        int order = Long.compareUnsigned(objectid, other.objectid);
        if (order == 0) {
            order = Integer.compare(type, other.type);
        }
        return order == 0 ? Long.compareUnsigned(offset, other.offset) : order;
    }

    @Override
    public int compareTo(Key other) {
        return compare(objectid, type, offset, other);
    }

    /** Whether the other key has the same object and type. */
    boolean isBeside(Key other) {
        return objectid == other.objectid && type == other.type;
    }

    /** The largest key below this one; null for the smallest. */
    @Nullable
    Key before() {
        if (offset != 0) {
            return new Key(objectid, type, offset - 1);
        }
        if (type != 0) {
            return new Key(objectid, type - 1, MAX);
        }
        return objectid == 0 ? null : new Key(objectid - 1, 0xff, MAX);
    }

    @Override
    public String toString() {
        return "(" + Long.toUnsignedString(objectid) + " " + type + " " + Long.toUnsignedString(offset) + ")";
    }
}
