package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.UUID;

/**
 * The superblock: {@value #LENGTH} bytes, little-endian, at byte {@value #POSITION} of the volume. Only what reading
 * needs is kept, and all of it is checked, so that later arithmetic on these numbers cannot overflow.
 *
 * @param blocksCount size of the file system in blocks; times {@code blockSize} it stays below 2⁶³
 * @param reservedBlocks blocks that only root may use
 * @param freeBlocks free blocks when the file system was last unmounted
 * @param blocksPerCluster 1 but for bigalloc
 * @param groupsCount number of block groups, less than 2³²
 * @param descSize bytes of one group descriptor
 * @param firstInode the first inode number that is not reserved
 * @param backupGroups with sparse_super2, the two groups with copies (0 is none) in the high and low 32 bits
 * @param checksumSeed where the chains of all checksums of metadata start
 */
record Superblock(
        int blockSize,
        long blocksCount,
        long reservedBlocks,
        long freeBlocks,
        long freeInodes,
        int blocksPerCluster,
        long firstDataBlock,
        long blocksPerGroup,
        long groupsCount,
        long inodesCount,
        long inodesPerGroup,
        int inodeSize,
        long firstInode,
        int descSize,
        long firstMetaBg,
        int reservedGdtBlocks,
        long backupGroups,
        Features features,
        UUID uuid,
        String label,
        long journalInode,
        UUID journalUuid,
        HashSeed hashSeed,
        int defaultFlags,
        int checksumSeed,
        int encoding,
        long overheadClusters,
        int groupNumber) {

    static final int POSITION = 1024;
    static final int LENGTH = 1024;
    static final int MAGIC = 0xef53;

    private static final int MAX_LOG_BLOCK_SIZE = 6;
    private static final int CHECKSUM_AT = 0x3fc;
    private static final int GOOD_OLD_INODE_SIZE = 128;
    private static final int GOOD_OLD_FIRST_INO = 11;
    private static final int CRC32C = 1;
    private static final int FLAG_SIGNED_HASH = 1;
    private static final int FLAG_UNSIGNED_HASH = 2;

    /** The four words that the hash of a name starts with. */
    record HashSeed(int a, int b, int c, int d) {}

    /** The feature words, or null where the magic number is not that of ext2, ext3 and ext4. */
    static @org.jspecify.annotations.Nullable Features features(StructView s) throws CorruptDataException {
        return s.u16(0x38) == MAGIC ? new Features(s.i32(0x5c), s.i32(0x60), s.i32(0x64)) : null;
    }

    static Superblock parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        Features features = features(s);
        if (features == null) {
            throw s.corrupt(0x38, "s_magic", Integer.toHexString(s.u16(0x38)), Integer.toHexString(MAGIC));
        }
        features.requireReadable();
        if (features.metadataCsum()) {
            verifyChecksum(s);
        }
        int blockSize = 1024 << s.u32In(0x18, "s_log_block_size", 0, MAX_LOG_BLOCK_SIZE);
        boolean bigalloc = features.hasRoCompat(Features.RO_COMPAT_BIGALLOC);
        int blocksPerCluster = bigalloc ? blocksPerCluster(s) : 1;
        boolean wide = features.hasIncompat(Features.INCOMPAT_64BIT);
        long blocksCount = s.u32(0x04) | (wide ? s.u32(0x150) << 32 : 0);
        // a slack of 2^32 blocks keeps sums of a block number and a length below 2^63 bytes too
        if (blocksCount < 1 || blocksCount > Long.MAX_VALUE / blockSize - (1L << 32)) {
            throw s.corrupt(0x04, "s_blocks_count", Long.toUnsignedString(blocksCount), "1..2^63 bytes");
        }
        long firstDataBlock = s.u32(0x14);
        if (firstDataBlock >= blocksCount) {
            throw s.corrupt(0x14, "s_first_data_block", firstDataBlock, "less than s_blocks_count " + blocksCount);
        }
        if (firstDataBlock == 0 && blockSize == 1024 && !bigalloc) {
            throw s.corrupt(0x14, "s_first_data_block", 0, "1 where blocks have 1024 bytes");
        }
        // one block of bitmap has to be enough for a group
        long blocksPerGroup = s.u32In(0x20, "s_blocks_per_group", 8, blockSize * 8 * blocksPerCluster);
        long groupsCount = (blocksCount - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup;
        if (groupsCount > 0xffff_ffffL) {
            throw s.corrupt(0x04, "s_blocks_count", blocksCount, "at most 2^32 groups of " + blocksPerGroup);
        }
        boolean old = s.u32(0x4c) == 0; // revision 0 has no fields for these
        int inodeSize = old ? GOOD_OLD_INODE_SIZE : s.u16In(0x58, "s_inode_size", GOOD_OLD_INODE_SIZE, blockSize);
        if (Integer.bitCount(inodeSize) != 1) {
            throw s.corrupt(0x58, "s_inode_size", inodeSize, "a power of two");
        }
        int inodesPerGroup = s.u32In(0x28, "s_inodes_per_group", blockSize / inodeSize, blockSize * 8);
        long inodesCount = s.u32(0x00);
        if (inodesCount < 2) {
            throw s.corrupt(0x00, "s_inodes_count", inodesCount, "at least 2");
        }
        int descSize = wide ? s.u16In(0xfe, "s_desc_size", 64, 1024) : 32;
        if (Integer.bitCount(descSize) != 1) {
            throw s.corrupt(0xfe, "s_desc_size", descSize, "a power of two");
        }
        UUID uuid = s.uuid(0x68);
        return new Superblock(
                blockSize,
                blocksCount,
                s.u32(0x08) | (wide ? s.u32(0x154) << 32 : 0),
                s.u32(0x0c) | (wide ? s.u32(0x158) << 32 : 0),
                s.u32(0x10),
                blocksPerCluster,
                firstDataBlock,
                blocksPerGroup,
                groupsCount,
                inodesCount,
                inodesPerGroup,
                inodeSize,
                old ? GOOD_OLD_FIRST_INO : s.u32(0x54),
                descSize,
                s.u32(0x104),
                s.u16(0xce),
                s.u32(0x24c) << 32 | s.u32(0x250),
                features,
                uuid,
                s.text(0x78, 16),
                s.u32(0xe0),
                s.uuid(0xd0),
                new HashSeed(s.i32(0xec), s.i32(0xf0), s.i32(0xf4), s.i32(0xf8)),
                s.i32(0x160),
                features.hasIncompat(Features.INCOMPAT_CSUM_SEED)
                        ? s.i32(0x270)
                        : Checksum.crc32c(Checksum.INITIAL, uuid),
                s.u16(0x27c),
                s.u32(0x248),
                s.u16(0x5a));
    }

    private static int blocksPerCluster(StructView s) throws CorruptDataException {
        int logBlock = s.u32In(0x18, "s_log_block_size", 0, MAX_LOG_BLOCK_SIZE);
        // the bound keeps 8 * blockSize * blocksPerCluster, which is 2^13 << (log cluster size), an int
        int logCluster = s.u32In(0x1c, "s_log_cluster_size", logBlock, 17);
        return 1 << logCluster - logBlock;
    }

    private static void verifyChecksum(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        int type = s.u8(0x175);
        if (type != CRC32C) {
            throw new UnsupportedFeatureException(
                    "ext4 superblock: s_checksum_type at +0x175 is %d, and only 1 (crc32c) is defined".formatted(type));
        }
        int computed = Checksum.crc32c(Checksum.INITIAL, s.bytes(0, CHECKSUM_AT), 0, CHECKSUM_AT);
        if (s.i32(CHECKSUM_AT) != computed) {
            throw s.corrupt(
                    CHECKSUM_AT,
                    "s_checksum",
                    Integer.toHexString(s.i32(CHECKSUM_AT)),
                    Integer.toHexString(computed) + ", the checksum of the bytes before it");
        }
    }

    /** Size of the file system in bytes. */
    long size() {
        return blocksCount * blockSize;
    }

    /** The first block of a group. */
    long groupStart(long group) {
        return firstDataBlock + group * blocksPerGroup;
    }

    /** Whether a group starts with a copy of the superblock. */
    boolean hasSuperblock(long group) {
        if (group == 0) {
            return true;
        }
        if (features.hasCompat(Features.COMPAT_SPARSE_SUPER2)) {
            return group == backupGroups >>> 32 || group == (backupGroups & 0xffff_ffffL);
        }
        return !features.hasRoCompat(Features.RO_COMPAT_SPARSE_SUPER)
                || group == 1
                || isPower(group, 3)
                || isPower(group, 5)
                || isPower(group, 7);
    }

    private static boolean isPower(long number, int base) {
        long power = base;
        while (power < number) {
            power *= base; // number is less than 2^32, so that this stays below 2^35
        }
        return power == number;
    }

    /** Whether names are hashed as unsigned bytes. */
    boolean hashesUnsigned() {
        return (defaultFlags & FLAG_UNSIGNED_HASH) != 0;
    }

    /** Whether the machine that made the file system left a note of its signedness; old ones did not. */
    boolean hashSignednessKnown() {
        return (defaultFlags & (FLAG_SIGNED_HASH | FLAG_UNSIGNED_HASH)) != 0;
    }
}
