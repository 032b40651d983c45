package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where in the ring the records that were not yet followed by their metadata start and end, found as the kernel finds it:
 * the cycle of the blocks shows where the newest one ends, and its header says which is the oldest one that counts.
 *
 * @param tail block of the oldest record
 * @param head block behind the newest one; the same as {@code tail} if there is nothing to replay
 */
record LogEnds(int tail, int head) {

    /** Up to eight records of 256 KiB may have been on their way at once, and have come to the disk in any order. */
    private static final int MOST_IN_FLIGHT = 8;

    private static final int WINDOW = MOST_IN_FLIGHT * (256 << 10) / Log.BLOCK;
    private static final int OPERATION_HEADER = 12;
    private static final int FLAGS = 9;
    private static final int UNMOUNT = 0x20;

    static LogEnds find(Log log) throws IOException {
        int head = head(log);
        if (head < 0) {
            return new LogEnds(0, 0); // nothing was ever written
        }
        LogRecord newest = recordBefore(log, head);
        if (isUnmount(log, newest, head)) {
            return new LogEnds(head, head);
        }
        LogRecord sound = withoutTorn(log, newest);
        if (sound != newest) {
            newest = sound;
            head = sound.end();
            if (isUnmount(log, newest, head)) {
                return new LogEnds(head, head);
            }
        }
        int tail = LogRecord.blockOf(newest.tailLsn());
        if (tail < 0 || tail >= log.blocks()) {
            throw newest.header()
                    .corrupt(0x18, "h_tail_lsn", tail, "a block of the %d of the log".formatted(log.blocks()));
        }
        return new LogEnds(tail, head);
    }

    /** The block behind the newest record that was written to its end; -1 if there is no record. */
    private static int head(Log log) throws IOException {
        int blocks = log.blocks();
        int first = log.cycle(0);
        int last = log.cycle(blocks - 1);
        int head;
        int stale; // the cycle that blocks have which should be newer, but have not come to the disk
        if (first == 0) {
            return -1;
        } else if (last == 0) {
            head = firstOf(log, 0); // the first round
            stale = 0;
        } else if (first == last) {
            head = blocks;
            stale = last - 1;
        } else {
            head = firstOf(log, last);
            stale = last;
        }
        int window = Math.min(WINDOW, blocks);
        if (head >= window) {
            head = firstStale(log, head - window, head, stale);
        } else {
            // what lies before block 0 belongs to the round before
            int start = blocks - (window - head);
            int torn = last == 0 ? blocks : firstStale(log, start, blocks, stale - 1);
            head = torn < blocks ? torn : firstStale(log, 0, head, stale);
        }
        return whole(log, head) % blocks;
    }

    /** The first block of a cycle; the ones before it have a newer one. */
    private static int firstOf(Log log, int cycle) throws IOException {
        int from = 0;
        int to = log.blocks() - 1;
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (log.cycle(middle) == cycle) {
                to = middle;
            } else {
                from = middle;
            }
        }
        return to;
    }

    /** The first block in a range that has a cycle, or the end of the range. */
    private static int firstStale(Log log, int start, int end, int cycle) throws IOException {
        byte[] bytes = log.read(start, end - start);
        for (int i = 0; i < end - start; i++) {
            if (Log.cycle(bytes, i * Log.BLOCK) == cycle) {
                return start + i;
            }
        }
        return end;
    }

    /** The start of the record before {@code head} if it does not end there, and {@code head} if it does. */
    private static int whole(Log log, int head) throws IOException {
        LogRecord record = recordBefore(log, head % log.blocks());
        return record.end() == head % log.blocks() ? head : record.block();
    }

    /** The last record that starts before a block. */
    private static LogRecord recordBefore(Log log, int block) throws IOException {
        LogRecord record = recordBefore(log, block, Math.min(log.blocks(), 2 * WINDOW));
        if (record == null) {
            throw new CorruptDataException("xfs log: no record starts before block %d, where it ends".formatted(block));
        }
        return record;
    }

    private static @Nullable LogRecord recordBefore(Log log, int block, int most) throws IOException {
        int step = Math.min(64, most); // a record is seldom longer
        for (int done = 0; done < most; done += step) {
            int count = Math.min(step, most - done);
            int start = log.next(block, -done - count);
            byte[] bytes = log.read(start, count);
            for (int i = count - 1; i >= 0; i--) {
                if (ByteBuffer.wrap(bytes).getInt(i * Log.BLOCK) == Log.MAGIC) {
                    return LogRecord.at(log, log.next(start, i));
                }
            }
        }
        return null;
    }

    /** Whether the newest record says that the file system was unmounted. */
    private static boolean isUnmount(Log log, LogRecord newest, int head) throws IOException {
        if (newest.operations() != 1 || newest.end() != head) {
            return false;
        }
        int data = log.next(newest.block(), newest.headerBlocks());
        StructView operation = StructView.bigEndian(
                "xfs log operation", ByteBuffer.wrap(log.read(data, 1)).limit(OPERATION_HEADER));
        return (operation.u8(FLAGS) & UNMOUNT) != 0;
    }

    /** The newest record before those that did not come to the disk as a whole, which their checksums show. */
    private static LogRecord withoutTorn(Log log, LogRecord newest) throws IOException {
        Deque<LogRecord> inFlight = new ArrayDeque<>();
        inFlight.push(newest);
        int tail = LogRecord.blockOf(newest.tailLsn());
        int left = log.distance(Math.floorMod(tail, log.blocks()), newest.block());
        while (inFlight.size() < MOST_IN_FLIGHT && left > 0) {
            LogRecord before = recordBefore(log, inFlight.element().block(), Math.min(left, WINDOW));
            if (before == null) {
                break;
            }
            left -= log.distance(before.block(), inFlight.element().block());
            inFlight.push(before);
        }
        LogRecord sound = null;
        for (LogRecord record : inFlight) {
            if (!record.isSound()) {
                if (sound == null) {
                    throw new CorruptDataException(record.header().structure()
                            + " is damaged (checksum), and older than what may have been on its way to the disk");
                }
                return sound;
            }
            sound = record;
        }
        return newest;
    }
}
