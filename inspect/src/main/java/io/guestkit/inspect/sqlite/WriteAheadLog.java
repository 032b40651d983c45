package io.guestkit.inspect.sqlite;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pages that were committed to the log and may not be in the database yet. Names and offsets: Database File Format, 4
 * "The Write-Ahead Log".
 *
 * @param pageSize in bytes
 * @param pageCount of the database after the last commit
 * @param frames where the newest committed content of a page starts in the log, by page number
 */
record WriteAheadLog(int pageSize, long pageCount, Map<Long, Long> frames) {

    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final long MAGIC_LITTLE = 0x377f0682L;
    private static final long MAGIC_BIG = 0x377f0683L;
    private static final long VERSION = 3_007_000;
    private static final long MAX_LENGTH = 1L << 30;

    /** What is committed in the log; null if that is nothing, which is how SQLite takes a header that is not valid. */
    static @Nullable WriteAheadLog parse(BlockSource log) throws IOException {
        if (log.size() < HEADER) {
            return null;
        }
        StructView header = StructView.bigEndian("sqlite write-ahead log header", log, 0, HEADER);
        long magic = header.u32(0x00);
        long pageSize = header.u32(0x08);
        if (magic != MAGIC_LITTLE && magic != MAGIC_BIG
                || pageSize < 512
                || pageSize > 1 << 16
                || Long.bitCount(pageSize) != 1) {
            return null;
        }
        Checksum checksum = new Checksum(magic == MAGIC_BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        checksum.add(header.buffer().slice(0, 24));
        if (!checksum.is(header.i32(0x18), header.i32(0x1c))) {
            return null;
        }
        if (header.u32(0x04) != VERSION) {
            throw new UnsupportedFeatureException("sqlite: write-ahead log of version " + header.u32(0x04));
        }
        if (log.size() > MAX_LENGTH) {
            throw new UnsupportedFeatureException("sqlite: write-ahead log of " + log.size() + " bytes");
        }
        return frames(log, header, checksum, (int) pageSize);
    }

    private static @Nullable WriteAheadLog frames(BlockSource log, StructView header, Checksum checksum, int pageSize)
            throws IOException {
        Map<Long, Long> committed = new HashMap<>();
        Map<Long, Long> pending = new HashMap<>();
        long pageCount = 0;
        for (long at = HEADER; at + FRAME_HEADER + pageSize <= log.size(); at += FRAME_HEADER + pageSize) {
            StructView frame = StructView.bigEndian("sqlite frame", log, at, FRAME_HEADER + pageSize);
            long page = frame.u32(0x00);
            long pagesAfterCommit = frame.u32(0x04);
            if (page == 0 || frame.i32(0x08) != header.i32(0x10) || frame.i32(0x0c) != header.i32(0x14)) {
                break; // of an earlier life of the log
            }
            checksum.add(frame.buffer().slice(0, 8));
            checksum.add(frame.buffer().slice(FRAME_HEADER, pageSize));
            if (!checksum.is(frame.i32(0x10), frame.i32(0x14))) {
                break;
            }
            pending.put(page, at + FRAME_HEADER);
            if (pagesAfterCommit != 0) {
                committed.putAll(pending);
                pending.clear();
                pageCount = pagesAfterCommit;
            }
        }
        return pageCount == 0 ? null : new WriteAheadLog(pageSize, pageCount, committed);
    }

    /** The running checksum of the log: over pairs of words in the byte order that the magic says. */
    private static final class Checksum {

        private final ByteOrder order;
        private int first;
        private int second;

        Checksum(ByteOrder order) {
            this.order = order;
        }

        void add(ByteBuffer bytes) {
            ByteBuffer words = bytes.order(order);
            for (int i = 0; i < words.limit(); i += 8) {
                first += words.getInt(i) + second;
                second += words.getInt(i + 4) + first;
            }
        }

        boolean is(int expectedFirst, int expectedSecond) {
            return first == expectedFirst && second == expectedSecond;
        }
    }
}
