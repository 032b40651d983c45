package io.guestkit.fs.btrfs;

/** The hashes of names that stand in keys: crc32c, not inverted at either end. */
final class NameHash {

    private static final int POLYNOMIAL = 0x82f6_3b78;
    private static final int[] TABLE = table();

    private NameHash() {}

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ POLYNOMIAL : crc >>> 1;
            }
            table[i] = crc;
        }
        return table;
    }

    /** The offset of the key of a {@link Key#DIR_ITEM} or a {@link Key#XATTR_ITEM}. */
    static long of(byte[] name) {
        return hash(~1, name);
    }

    /** The offset of the key of an {@link Key#INODE_EXTREF}. */
    static long ofReference(long parent, byte[] name) {
        return hash((int) parent, name);
    }

    private static long hash(int seed, byte[] name) {
        int crc = seed;
        for (byte b : name) {
            crc = TABLE[(crc ^ b) & 0xff] ^ crc >>> 8;
        }
        return crc & 0xffff_ffffL;
    }
}
