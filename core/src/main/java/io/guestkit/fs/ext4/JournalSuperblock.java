package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The first block of a journal. All of jbd2 is big-endian.
 *
 * @param first block at which the ring of log blocks starts
 * @param end block at which the ring ends, and behind which fast commits lie
 * @param length of the whole journal in blocks
 * @param sequence number of the first transaction to be expected, to be compared modulo 2³²
 * @param start block of that transaction; 0 if the journal is empty
 */
record JournalSuperblock(
        long first, long end, long length, int sequence, long start, int compat, int incompat, int checksumSeed) {

    static final int LENGTH = 1024;
    static final int MAGIC = 0xc03b_3998;

    static final int COMPAT_CHECKSUM = 0x1;
    static final int INCOMPAT_64BIT = 0x2;
    static final int INCOMPAT_ASYNC_COMMIT = 0x4;
    static final int INCOMPAT_CSUM_V2 = 0x8;
    static final int INCOMPAT_CSUM_V3 = 0x10;
    static final int INCOMPAT_FAST_COMMIT = 0x20;

    private static final int INCOMPAT_KNOWN = 0x3f;
    private static final int SUPERBLOCK_V1 = 3;
    private static final int SUPERBLOCK_V2 = 4;
    private static final int CRC32C = 4;
    private static final int CHECKSUM_AT = 0xfc;
    private static final int DEFAULT_FAST_COMMIT_BLOCKS = 256;
    private static final int MIN_BLOCKS = 1024;

    /** @param blocks how many blocks there are for the journal */
    static JournalSuperblock parse(StructView s, int blockSize, long blocks)
            throws CorruptDataException, UnsupportedFeatureException {
        if (s.i32(0x00) != MAGIC) {
            throw s.corrupt(0x00, "h_magic", Integer.toHexString(s.i32(0x00)), Integer.toHexString(MAGIC));
        }
        boolean version2 = s.u32In(0x04, "h_blocktype", SUPERBLOCK_V1, SUPERBLOCK_V2) == SUPERBLOCK_V2;
        s.u32In(0x0c, "s_blocksize", blockSize, blockSize);
        long length = s.u32(0x10);
        if (length < 2 || length > blocks) {
            throw s.corrupt(0x10, "s_maxlen", length, "2.." + blocks + ", the blocks there are");
        }
        int compat = version2 ? s.i32(0x24) : 0;
        int incompat = version2 ? s.i32(0x28) : 0;
        if (version2) {
            requireKnown(incompat, s.i32(0x2c));
        }
        int seed = 0;
        if ((incompat & (INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3)) != 0) {
            seed = verifyChecksum(s, compat, incompat);
        }
        long end = length;
        if ((incompat & INCOMPAT_FAST_COMMIT) != 0) {
            long fastBlocks = s.u32(0x54) == 0 ? DEFAULT_FAST_COMMIT_BLOCKS : s.u32(0x54);
            if (fastBlocks > length - 2) {
                throw s.corrupt(0x54, "s_num_fc_blks", fastBlocks, "less than s_maxlen " + length);
            }
            // the kernel leaves a short journal whole, and then has no place for fast commits
            end = length - fastBlocks >= MIN_BLOCKS ? length - fastBlocks : length;
        }
        long first = s.u32(0x14);
        if (first < 1 || first >= end) {
            throw s.corrupt(0x14, "s_first", first, "1.." + (end - 1));
        }
        long start = s.u32(0x1c);
        if (start != 0 && (start < first || start >= end)) {
            throw s.corrupt(0x1c, "s_start", start, "0 or " + first + ".." + (end - 1));
        }
        return new JournalSuperblock(first, end, length, s.i32(0x18), start, compat, incompat, seed);
    }

    private static void requireKnown(int incompat, int roCompat) throws UnsupportedFeatureException {
        List<String> refused = new ArrayList<>();
        for (int bit = 0; bit < 32; bit++) {
            if (((incompat & ~INCOMPAT_KNOWN) >>> bit & 1) != 0) {
                refused.add("FEATURE_I" + bit);
            }
            if ((roCompat >>> bit & 1) != 0) {
                refused.add("FEATURE_R" + bit);
            }
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedFeatureException(
                    "ext4 journal: it has to be replayed and has unknown features " + String.join(", ", refused));
        }
    }

    private static int verifyChecksum(StructView s, int compat, int incompat) throws CorruptDataException {
        boolean both = (incompat & INCOMPAT_CSUM_V2) != 0 && (incompat & INCOMPAT_CSUM_V3) != 0;
        if (both || (compat & COMPAT_CHECKSUM) != 0) {
            throw s.corrupt(0x28, "s_feature_incompat", Integer.toHexString(incompat), "one kind of checksums");
        }
        s.u8In(0x50, "s_checksum_type", CRC32C, CRC32C);
        int computed = Checksum.crc32cWithout(Checksum.INITIAL, s.bytes(0, LENGTH), CHECKSUM_AT, 4);
        if (s.i32(CHECKSUM_AT) != computed) {
            throw s.corrupt(
                    CHECKSUM_AT, "s_checksum", Integer.toHexString(s.i32(CHECKSUM_AT)), Integer.toHexString(computed));
        }
        UUID uuid = s.uuid(0x30);
        return Checksum.crc32c(Checksum.INITIAL, uuid);
    }

    boolean has(int incompatBit) {
        return (incompat & incompatBit) != 0;
    }

    /** Whether each block of the log has a checksum, by CRC32C. */
    boolean checksums() {
        return has(INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3);
    }

    /** Whether each commit has the CRC-32 of all blocks of its transaction. */
    boolean commitChecksums() {
        return (compat & COMPAT_CHECKSUM) != 0;
    }

    /** The block after this one, around the ring. */
    long next(long block) {
        return block + 1 < end ? block + 1 : first;
    }

    /** The block at which fast commits start, one behind the one that follows the ring; {@link #length} or more if none. */
    long fastCommits() {
        return has(INCOMPAT_FAST_COMMIT) ? end + 1 : length;
    }
}
