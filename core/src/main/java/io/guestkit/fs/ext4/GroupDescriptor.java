package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * Where the tables of one block group are.
 *
 * @param inodeTable block at which the group's inodes start
 * @param freeClusters free clusters in the group
 * @param freeInodes free inodes in the group
 */
record GroupDescriptor(long group, long inodeTable, long freeClusters, long freeInodes) {

    private static final int CHECKSUM_AT = 0x1e;
    private static final int WIDE = 64;

    static GroupDescriptor parse(StructView s, long group, BlockStore store) throws CorruptDataException {
        boolean wide = s.length() >= WIDE;
        long inodeTable = s.u32(0x08) | (wide ? s.u32(0x28) << 32 : 0);
        Superblock superblock = store.superblock();
        long tableBytes = superblock.inodesPerGroup() * superblock.inodeSize();
        long tableBlocks = (tableBytes + superblock.blockSize() - 1) / superblock.blockSize();
        store.requireInside(inodeTable, tableBlocks, s.structure().concat(": bg_inode_table at +0x8"));
        return new GroupDescriptor(
                group,
                inodeTable,
                s.u16(0x0c) | (wide ? (long) s.u16(0x2c) << 16 : 0),
                s.u16(0x0e) | (wide ? (long) s.u16(0x2e) << 16 : 0));
    }

    /** Whether the checksum fits; true where the file system has none. */
    static boolean verify(byte[] raw, long group, Superblock superblock) {
        int stored = raw[CHECKSUM_AT] & 0xff | (raw[CHECKSUM_AT + 1] & 0xff) << 8;
        if (superblock.features().metadataCsum()) {
            int seed = Checksum.crc32cLe32(superblock.checksumSeed(), (int) group);
            return stored == (Checksum.crc32cWithout(seed, raw, CHECKSUM_AT, 2) & 0xffff);
        }
        if (superblock.features().hasRoCompat(Features.RO_COMPAT_GDT_CSUM)) {
            return stored == crc16(raw, group, superblock);
        }
        return true;
    }

    private static int crc16(byte[] raw, long group, Superblock superblock) {
        byte[] head = java.nio.ByteBuffer.allocate(20)
                .putLong(superblock.uuid().getMostSignificantBits())
                .putLong(superblock.uuid().getLeastSignificantBits())
                .putInt(Integer.reverseBytes((int) group))
                .array();
        int crc = Checksum.crc16(-1, head, 0, head.length);
        crc = Checksum.crc16(crc, raw, 0, CHECKSUM_AT);
        return Checksum.crc16(crc, raw, CHECKSUM_AT + 2, raw.length - CHECKSUM_AT - 2);
    }
}
