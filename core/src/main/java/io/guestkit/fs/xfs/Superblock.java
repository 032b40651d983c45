package io.guestkit.fs.xfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.UUID;

/**
 * The superblock: the first sector of the volume, big-endian. Only what reading needs is kept, and all of it is checked,
 * so that later arithmetic on these numbers cannot overflow.
 *
 * @param blocksCount {@code sb_dblocks}; times {@code blockSize} it stays below 2⁶²
 * @param agBlocks blocks of each allocation group but the last, at most 2³¹
 * @param agBlockLog bits of the number of a block in its group: the smallest that {@code agBlocks} fits into
 * @param inodesPerBlockLog inodes of a block as a power of two
 * @param directoryBlockLog blocks of a directory block as a power of two
 * @param logStart first block of the log, 0 where it is on another device
 * @param logBlocks length of the log in blocks
 * @param inodes that there is room for so far: {@code sb_icount}
 * @param freeInodes those of them that are free: {@code sb_ifree}
 * @param mostInodes that there may ever be, by {@code sb_imax_pct}; 0 if there is no such bound
 * @param uuid what users see
 * @param metaUuid what is stamped on metadata
 */
record Superblock(
        int blockSize,
        long blocksCount,
        long realtimeBlocks,
        long agBlocks,
        long agCount,
        int agBlockLog,
        int inodeSize,
        int inodesPerBlockLog,
        int directoryBlockLog,
        int sectorSize,
        long rootInode,
        long logStart,
        long logBlocks,
        long inodes,
        long freeInodes,
        long freeBlocks,
        long mostInodes,
        Features features,
        UUID uuid,
        UUID metaUuid,
        String label) {

    /** Length of the fields that every version has. */
    static final int LENGTH = 264;

    private static final int CRC = 0xe0;
    /** Offsets in the log and addresses of buffers count in these, whatever the sizes of sectors and blocks. */
    static final int BASIC_BLOCK = 512;

    private static final int LARGEST_BLOCK_LOG = 16;
    private static final int LEAST_AG_BLOCKS = 64;
    private static final long LARGEST_AG = 1L << 40;
    private static final long LARGEST_LOG = (1L << 31) + (1 << 20);

    static boolean isMagic(StructView s) {
        return s.startsWith(0, (byte) 'X', (byte) 'F', (byte) 'S', (byte) 'B');
    }

    /** @param trusted whether the log was replayed over it, so that its checksum is an old one */
    static Superblock read(BlockSource volume, boolean trusted) throws IOException {
        StructView s = StructView.bigEndian("xfs superblock", volume, 0, LENGTH);
        if (!isMagic(s)) {
            throw s.corrupt(0x00, "sb_magicnum", Long.toHexString(s.u32(0)), "58465342");
        }
        Features features = Features.parse(s);
        features.requireReadable();
        if (features.v5() && !trusted) {
            int sectorSize = powerOfTwo(s, 0x66, "sb_sectsize", s.u16(0x66), 0x79, "sb_sectlog", 9, 15);
            Checksum.verify(s, volume.readBytes(0, sectorSize), CRC, "sb_crc");
        }
        return parse(s, features);
    }

    static Superblock parse(StructView s, Features features) throws CorruptDataException, UnsupportedFeatureException {
        int blockSize = powerOfTwo(s, 0x04, "sb_blocksize", s.u32(0x04), 0x78, "sb_blocklog", 9, LARGEST_BLOCK_LOG);
        int sectorSize = powerOfTwo(s, 0x66, "sb_sectsize", s.u16(0x66), 0x79, "sb_sectlog", 9, 15);
        int leastInode = features.v5() ? 9 : 8;
        int inodeSize = powerOfTwo(s, 0x68, "sb_inodesize", s.u16(0x68), 0x7a, "sb_inodelog", leastInode, 11);
        if (inodeSize > blockSize) {
            throw s.corrupt(0x68, "sb_inodesize", inodeSize, "at most a block of " + blockSize);
        }
        int inodesPerBlockLog = Integer.numberOfTrailingZeros(blockSize / inodeSize);
        s.u8In(0x7b, "sb_inopblog", inodesPerBlockLog, inodesPerBlockLog);
        long agBlocks = s.u32(0x54);
        if (agBlocks < LEAST_AG_BLOCKS || agBlocks > LARGEST_AG / blockSize) {
            throw s.corrupt(0x54, "sb_agblocks", agBlocks, LEAST_AG_BLOCKS + ".." + LARGEST_AG / blockSize);
        }
        int agBlockLog = Long.SIZE - Long.numberOfLeadingZeros(agBlocks - 1);
        s.u8In(0x7c, "sb_agblklog", agBlockLog, agBlockLog);
        long agCount = s.u32(0x58);
        if (agCount < 1) {
            throw s.corrupt(0x58, "sb_agcount", agCount, "at least 1");
        }
        long blocksCount = s.bits64(0x08);
        // 2^32 groups of 2^40 bytes would be 2^72 bytes
        long most = (1L << 62) / blockSize;
        if (blocksCount < LEAST_AG_BLOCKS
                || blocksCount > most
                || (blocksCount + agBlocks - 1) / agBlocks != agCount
                || blocksCount - (agCount - 1) * agBlocks < LEAST_AG_BLOCKS) {
            throw s.corrupt(
                    0x08,
                    "sb_dblocks",
                    Long.toUnsignedString(blocksCount),
                    "what fills %d groups of %d blocks".formatted(agCount, agBlocks));
        }
        int directoryBlockLog =
                s.u8In(0xc0, "sb_dirblklog", 0, LARGEST_BLOCK_LOG - Integer.numberOfTrailingZeros(blockSize));
        if (s.u8(0x7e) != 0) {
            throw s.corrupt(0x7e, "sb_inprogress", s.u8(0x7e), "0, as mkfs leaves it when it has come to its end");
        }
        long logBlocks = s.u32(0x60);
        if (logBlocks < 1 || logBlocks > LARGEST_LOG / blockSize) {
            throw s.corrupt(0x60, "sb_logblocks", logBlocks, "1.." + LARGEST_LOG / blockSize);
        }
        UUID uuid = s.uuid(0x20);
        Superblock superblock = new Superblock(
                blockSize,
                blocksCount,
                s.bits64(0x10),
                agBlocks,
                agCount,
                agBlockLog,
                inodeSize,
                inodesPerBlockLog,
                directoryBlockLog,
                sectorSize,
                s.bits64(0x38),
                s.bits64(0x30),
                logBlocks,
                s.bits64(0x80),
                s.bits64(0x88),
                s.bits64(0x90),
                mostInodes(blocksCount, inodesPerBlockLog, s.u8(0x7f)),
                features,
                uuid,
                features.hasIncompat(Features.INCOMPAT_META_UUID) ? s.uuid(0xf8) : uuid,
                s.text(0x6c, 12));
        if (superblock.logStart != 0 && !superblock.holds(superblock.logStart, logBlocks)) {
            throw s.corrupt(
                    0x30,
                    "sb_logstart",
                    superblock.logStart,
                    "the first of %d blocks of one group".formatted(logBlocks));
        }
        return superblock;
    }

    /** A part of all blocks, in whole chunks of inodes. */
    private static long mostInodes(long blocksCount, int inodesPerBlockLog, int percent) {
        long chunk = Math.max(1, 64 >> inodesPerBlockLog); // in blocks
        // in two steps lest the product overflow: blocksCount may be 2^53, percent 255, a block has at most 2^8 inodes
        long blocks = blocksCount / 100 * percent + blocksCount % 100 * percent / 100;
        return blocks / chunk * chunk << inodesPerBlockLog;
    }

    private static int powerOfTwo(
            StructView s, int at, String field, long value, int logAt, String logField, int least, int most)
            throws CorruptDataException {
        if (value < 1 << least || value > 1 << most || Long.bitCount(value) != 1) {
            throw s.corrupt(at, field, value, "a power of two in %d..%d".formatted(1 << least, 1 << most));
        }
        int log = Long.numberOfTrailingZeros(value);
        s.u8In(logAt, logField, log, log);
        return (int) value;
    }

    /** Size of the file system in bytes, without a realtime device. */
    long size() {
        return blocksCount * blockSize;
    }

    /** Blocks of an allocation group, the last of which may be shorter. */
    long blocksOf(long group) {
        return group == agCount - 1 ? blocksCount - group * agBlocks : agBlocks;
    }

    /** Whether blocks lie in one group, behind its headers: the only place where anything else can be. */
    boolean holds(long block, long count) {
        long group = block >>> agBlockLog;
        long inGroup = block & ((1L << agBlockLog) - 1);
        // superblock, AGF, AGI and AGFL take a sector each
        return count >= 0
                && group < agCount
                && inGroup > 3L * sectorSize / blockSize
                && inGroup <= blocksOf(group) - count;
    }

    /** Where a block lies in the volume, in bytes; its number holds its group in the upper bits. */
    long position(long block) {
        return ((block >>> agBlockLog) * agBlocks + (block & ((1L << agBlockLog) - 1))) * blockSize;
    }

    /** The group that an inode is in; may be one that there is not. */
    long groupOfInode(long number) {
        return number >>> (agBlockLog + inodesPerBlockLog);
    }

    /** Whether an inode of that number can be in the file system. */
    boolean hasInode(long number) {
        return holds(number >>> inodesPerBlockLog, 1);
    }

    /** Where an inode lies in the volume, in bytes. */
    long positionOfInode(long number) {
        long inBlock = number & ((1L << inodesPerBlockLog) - 1);
        return position(number >>> inodesPerBlockLog) + inBlock * inodeSize;
    }

    int directoryBlockSize() {
        return blockSize << directoryBlockLog;
    }
}
