package io.guestkit.fs.xfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Does to an {@link Overlay} what the log says, as the kernel does: one pass finds out which buffers were freed later, one
 * writes. Quotas are passed over. Changes of which the log only announces the next step are noted: most of them only give
 * space back; those that would change a file make it unreadable.
 */
final class LogReplay {

    private final Log log;
    private final LogEnds ends;
    private final Overlay overlay;
    private final Doubts doubts;
    /** How often each buffer was still cancelled after the point that has been come to. */
    private final NavigableMap<Buffer, Integer> cancelled = new TreeMap<>();

    private final Set<Long> newOwners = new HashSet<>();
    /** What was announced and not done yet, by type and number. */
    private final Map<Intent, StructView> announced = new HashMap<>();

    private final BufferReplay buffers;
    private final InodeReplay inodes;

    /** A buffer of the volume, in basic blocks. */
    record Buffer(long block, int length) implements Comparable<Buffer> {

        @Override
        public int compareTo(Buffer other) {
            int byBlock = Long.compare(block, other.block);
            return byBlock != 0 ? byBlock : Integer.compare(length, other.length);
        }
    }

    private record Intent(int type, long id) {}

    LogReplay(Log log, LogEnds ends, Overlay overlay, Doubts doubts) {
        this.log = log;
        this.ends = ends;
        this.overlay = overlay;
        this.doubts = doubts;
        this.buffers = new BufferReplay(log.superblock(), overlay);
        this.inodes = new InodeReplay(log.superblock(), overlay);
    }

    /** @throws CorruptDataException if the kernel would refuse it too */
    Replay run() throws IOException {
        pass(this::noteCancelled);
        pass(this::write);
        return new Replay(overlay.written(), Set.copyOf(newOwners), unfinished());
    }

    private void pass(LogTransactions.Committed action) throws IOException {
        LogTransactions transactions = new LogTransactions(action);
        int left = log.distance(ends.tail(), ends.head());
        for (int at = ends.tail(); left > 0; ) {
            LogRecord record = LogRecord.at(log, at);
            record.requireReadable();
            left -= record.blocks();
            if (left < 0) {
                throw record.header().corrupt(0x0c, "h_len", record.length(), "a record that ends before the head");
            }
            transactions.add(record, record.payload(doubts));
            at = record.end();
        }
    }

    private void noteCancelled(List<LogItem> items, long lsn) throws IOException {
        for (LogItem item : items) {
            if (item.type() == LogItem.BUFFER && BufferReplay.isCancel(item)) {
                cancelled.merge(BufferReplay.bufferOf(item), 1, Integer::sum);
            }
        }
    }

    /** Buffers go before what lies in them, and are freed last. */
    private void write(List<LogItem> items, long lsn) throws IOException {
        List<LogItem> others = new ArrayList<>();
        List<LogItem> freed = new ArrayList<>();
        for (LogItem item : items) {
            int type = item.type();
            if (type < LogItem.EFI || type > LogItem.LAST) {
                throw new UnsupportedFeatureException("xfs log: an item of type 0x%x is not known".formatted(type));
            }
            if (type == LogItem.INODE_CREATE) {
                inodes.create(item, this::isCancelled);
            } else if (type != LogItem.BUFFER) {
                others.add(item);
            } else if (BufferReplay.isCancel(item)) {
                freed.add(item);
            } else if (!cancelled.containsKey(BufferReplay.bufferOf(item))) {
                buffers.write(item, lsn);
            }
        }
        for (LogItem item : others) {
            other(item, lsn);
        }
        for (LogItem item : freed) {
            cancelled.computeIfPresent(BufferReplay.bufferOf(item), (buffer, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether a part of some basic blocks will be freed later. */
    private boolean isCancelled(long block, int length) {
        Buffer first = new Buffer(block - BufferReplay.LONGEST, 0);
        for (Buffer buffer :
                cancelled.subMap(first, new Buffer(block + length, 0)).keySet()) {
            if (block < buffer.block + buffer.length) {
                return true;
            }
        }
        return false;
    }

    private void other(LogItem item, long lsn) throws IOException {
        int type = item.type();
        switch (type) {
            case LogItem.INODE -> {
                InodeReplay.Change change = inodes.parse(item);
                if (!cancelled.containsKey(change.buffer())) {
                    inodes.write(change, lsn);
                    if (change.hasNewOwner()) {
                        newOwners.add(change.inode());
                    }
                }
            }
            case LogItem.BUI, LogItem.ATTRI, LogItem.XMI ->
                announced.put(new Intent(type, item.description().bits64(0x08)), item.description());
            case LogItem.BUD, LogItem.ATTRD, LogItem.XMD ->
                announced.remove(new Intent(type - 1, item.description().bits64(0x08)));
            default -> {
                // quotas, and space that is to be given back or counted: none of it can be seen in files
            }
        }
    }

    /** Inodes whose map or attributes the kernel would go on changing when it mounts. */
    private Map<Long, String> unfinished() throws CorruptDataException {
        Map<Long, String> unfinished = new HashMap<>();
        for (Map.Entry<Intent, StructView> each : announced.entrySet()) {
            StructView s = each.getValue();
            switch (each.getKey().type) {
                case LogItem.BUI -> unfinished.put(s.bits64(0x10), "a change of its map (BUI)");
                case LogItem.ATTRI -> unfinished.put(s.bits64(0x10), "a change of its extended attributes (ATTRI)");
                default -> {
                    unfinished.put(s.bits64(0x10), "an exchange of content with another file (XMI)");
                    unfinished.put(s.bits64(0x18), "an exchange of content with another file (XMI)");
                }
            }
        }
        return Map.copyOf(unfinished);
    }
}
