package io.guestkit.fs.xfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * A record of the log: a header of one or more blocks, and blocks of operations. Before it was written, the first word of
 * each block of operations was put into the header and replaced by the cycle.
 *
 * @param block where it starts
 * @param lsn cycle and block of the record
 * @param tailLsn cycle and block of the oldest record that was needed when this one was written
 * @param length bytes of operations
 * @param operations how many there are
 * @param headerBlocks length of the header in blocks
 */
record LogRecord(
        Log log,
        int block,
        int cycle,
        long lsn,
        long tailLsn,
        int length,
        int operations,
        int headerBlocks,
        StructView header) {

    /** Words of blocks of operations that one block of the header has room for. */
    private static final int WORDS = 64;

    private static final int CYCLE_DATA = 0x2c;
    private static final int CRC = 0x20;
    private static final int HEADER_LENGTH = 328;
    /** Where 64 bit numbers need no alignment, the header was summed without its last four bytes. */
    private static final int HEADER_LENGTH_I386 = 324;

    private static final int EXTENDED_HEADER_LENGTH = 4 + 4 * WORDS;
    private static final int LARGEST = 256 << 10;
    private static final int FORMAT_LINUX_LE = 1;
    private static final UUID NIL = new UUID(0, 0);

    /**
     * The record that starts at a block.
     *
     * @throws CorruptDataException if none starts there
     */
    static LogRecord at(Log log, int block) throws IOException {
        return parse(log, block, log.read(block, 1));
    }

    static LogRecord parse(Log log, int block, byte[] header) throws IOException {
        StructView s = StructView.bigEndian("xfs log record at block " + block, ByteBuffer.wrap(header));
        if (s.i32(0x00) != Log.MAGIC) {
            throw s.corrupt(0x00, "h_magicno", Integer.toHexString(s.i32(0x00)), Integer.toHexString(Log.MAGIC));
        }
        int version = s.u32In(0x08, "h_version", 1, 2);
        int length = s.u32In(0x0c, "h_len", 1, LARGEST);
        // what the first record of mkfs says of its size is not to be trusted, but all of its words are in one block
        long size = Math.max(s.u32(0x140), WORDS * Log.BLOCK);
        int headerBlocks = 1;
        if (version == 2 && size > WORDS * Log.BLOCK) {
            if (size > LARGEST) {
                throw s.corrupt(0x140, "h_size", size, "at most " + LARGEST);
            }
            headerBlocks = (int) ((size + WORDS * Log.BLOCK - 1) / (WORDS * Log.BLOCK));
        }
        if (length > headerBlocks * WORDS * Log.BLOCK) {
            throw s.corrupt(0x0c, "h_len", length, "at most the %d bytes of a record".formatted(size));
        }
        if (headerBlocks + blocksOf(length) > log.blocks()) {
            throw s.corrupt(0x0c, "h_len", length, "less than the log has");
        }
        UUID uuid = s.uuid(0x130);
        if (!uuid.equals(log.superblock().uuid()) && !uuid.equals(NIL)) {
            throw s.corrupt(0x130, "h_fs_uuid", uuid, log.superblock().uuid());
        }
        return new LogRecord(
                log, block, s.i32(0x04), s.bits64(0x10), s.bits64(0x18), length, s.i32(0x28), headerBlocks, s);
    }

    static int blockOf(long lsn) {
        return (int) lsn;
    }

    static int cycleOf(long lsn) {
        return (int) (lsn >>> 32);
    }

    /** How many blocks the record takes. */
    int blocks() {
        return headerBlocks + blocksOf(length);
    }

    private static int blocksOf(int length) {
        return (length + Log.BLOCK - 1) / Log.BLOCK;
    }

    /** The block behind the record. */
    int end() {
        return log.next(block, blocks());
    }

    /** Refuses a record that a machine of other byte order has written. */
    void requireReadable() throws IOException {
        long format = header.u32(0x12c);
        if (format != FORMAT_LINUX_LE) {
            throw new UnsupportedFeatureException(
                    "%s: h_fmt is %d, and only records of little-endian Linux (1) can be replayed"
                            .formatted(header.structure(), format));
        }
    }

    boolean isSound() throws IOException {
        byte[] all = log.read(block, blocks());
        return isSound(all);
    }

    private boolean isSound(byte[] all) throws CorruptDataException {
        int stored = Integer.reverseBytes(header.i32(CRC));
        if (stored == 0 && !log.superblock().features().v5()) {
            return true; // not summed
        }
        return stored == checksum(all, HEADER_LENGTH) || stored == checksum(all, HEADER_LENGTH_I386);
    }

    private int checksum(byte[] all, int headerLength) {
        CRC32C crc = new CRC32C();
        crc.update(all, 0, CRC);
        crc.update(new byte[4], 0, 4);
        crc.update(all, CRC + 4, headerLength - CRC - 4);
        int used = (length + WORDS * Log.BLOCK - 1) / (WORDS * Log.BLOCK);
        for (int i = 1; i < used; i++) {
            crc.update(all, i * Log.BLOCK, EXTENDED_HEADER_LENGTH);
        }
        crc.update(all, headerBlocks * Log.BLOCK, length);
        return (int) crc.getValue();
    }

    /**
     * The operations, as they were before the record was written.
     *
     * @throws CorruptDataException if the record is damaged
     */
    byte[] payload(Doubts doubts) throws IOException {
        byte[] all = log.read(block, blocks());
        if (!isSound(all)) {
            if (log.superblock().features().v5()) {
                throw new CorruptDataException(
                        header.structure() + " is damaged (checksum), and the kernel refuses to replay it too");
            }
            doubts.add("xfs log", header.structure() + " has a wrong checksum, which the kernel passes over too");
        }
        int start = headerBlocks * Log.BLOCK;
        ByteBuffer words = ByteBuffer.wrap(all);
        for (int i = 0; i < blocksOf(length); i++) {
            int extended = i / WORDS;
            int saved = (extended == 0 ? CYCLE_DATA : extended * Log.BLOCK + 4) + i % WORDS * 4;
            words.putInt(start + i * Log.BLOCK, words.getInt(saved));
        }
        return Arrays.copyOfRange(all, start, start + length);
    }
}
