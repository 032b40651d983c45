package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the operations of records together to transactions, and hands out those that were committed, in that order. */
final class LogTransactions {

    /** Takes what was committed. */
    @FunctionalInterface
    interface Committed {

        /** @param lsn cycle and block of the record in which the transaction started */
        void replay(List<LogItem> items, long lsn) throws IOException;
    }

    private static final int OPERATION_HEADER = 12;
    private static final int START = 0x01;
    private static final int COMMIT = 0x02;
    private static final int CONTINUE = 0x04;
    private static final int WAS_CONTINUED = 0x08;
    private static final int END = 0x10;
    private static final int UNMOUNT = 0x20;
    private static final int CLIENT_TRANSACTION = 0x69;
    private static final int CLIENT_LOG = 0xaa;

    private static final int TRANSACTION_MAGIC = 0x5452_414e;
    private static final int TRANSACTION_HEADER = 16;

    /** A machine with much to do commits some tens of MiB at once. */
    private static final long MOST_OPEN = 256 << 20;

    private final Committed committed;
    private final Map<Integer, Open> open = new HashMap<>();
    private long openBytes;

    LogTransactions(Committed committed) {
        this.committed = committed;
    }

    private static final class Open {
        final long lsn;
        final List<LogItem> items = new ArrayList<>();
        int headerBytes;
        long bytes;

        Open(long lsn) {
            this.lsn = lsn;
        }
    }

    /** The operations of one record; records come in the order in which they were written. */
    void add(LogRecord record, byte[] payload) throws IOException {
        StructView s = StructView.bigEndian(record.header().structure(), ByteBuffer.wrap(payload));
        int at = 0;
        // what is behind the last operation fills up the last stripe unit
        for (int i = 0; i < record.operations() && at < payload.length; i++) {
            int length = s.u32In(at + 4, "oh_len", 0, payload.length - at - OPERATION_HEADER);
            int client = s.u8(at + 8);
            if (client != CLIENT_TRANSACTION && client != CLIENT_LOG) {
                throw s.corrupt(at + 8, "oh_clientid", client, "0x69 or 0xaa");
            }
            int from = at + OPERATION_HEADER;
            operation(record, s, at, Arrays.copyOfRange(payload, from, from + length));
            at = from + length;
        }
    }

    private void operation(LogRecord record, StructView s, int at, byte[] data) throws IOException {
        int id = s.i32(at);
        int flags = s.u8(at + 9) & ~END;
        if ((flags & WAS_CONTINUED) != 0) {
            flags &= ~CONTINUE;
        }
        Open transaction = open.get(id);
        if (transaction == null) {
            // one that started before the tail is not needed any more
            if ((flags & START) != 0) {
                open.put(id, new Open(record.lsn()));
            }
            return;
        }
        switch (flags) {
            case 0, CONTINUE -> addRegion(transaction, data);
            case WAS_CONTINUED -> addMore(transaction, data);
            case COMMIT -> {
                open.remove(id);
                openBytes -= transaction.bytes;
                committed.replay(transaction.items, transaction.lsn);
            }
            case UNMOUNT -> {
                open.remove(id);
                openBytes -= transaction.bytes;
            }
            default -> throw s.corrupt(at + 9, "oh_flags", flags, "start, commit, continue or unmount");
        }
    }

    private void addRegion(Open transaction, byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        if (transaction.headerBytes == 0) {
            StructView header = StructView.littleEndian("xfs log transaction", ByteBuffer.wrap(data));
            if (header.i32(0x00) != TRANSACTION_MAGIC) {
                throw header.corrupt(
                        0x00,
                        "th_magic",
                        Integer.toHexString(header.i32(0x00)),
                        Integer.toHexString(TRANSACTION_MAGIC));
            }
            takeHeader(transaction, data);
            return;
        }
        count(transaction, data);
        LogItem last = transaction.items.isEmpty() ? null : transaction.items.getLast();
        if (last == null || last.isComplete()) {
            transaction.items.add(new LogItem(data));
        } else {
            last.add(data);
        }
    }

    private void addMore(Open transaction, byte[] data) throws IOException {
        if (transaction.headerBytes < TRANSACTION_HEADER) {
            takeHeader(transaction, data);
            return;
        }
        if (transaction.items.isEmpty()) {
            throw new CorruptDataException("xfs log: a transaction goes on with a region that never started");
        }
        count(transaction, data);
        transaction.items.getLast().append(data);
    }

    private static void takeHeader(Open transaction, byte[] data) throws CorruptDataException {
        transaction.headerBytes += data.length;
        if (transaction.headerBytes > TRANSACTION_HEADER) {
            throw new CorruptDataException("xfs log: a transaction has a header of %d bytes, expected %d"
                    .formatted(transaction.headerBytes, TRANSACTION_HEADER));
        }
    }

    private void count(Open transaction, byte[] data) throws UnsupportedFeatureException {
        transaction.bytes += data.length;
        openBytes += data.length;
        if (openBytes > MOST_OPEN) {
            throw new UnsupportedFeatureException(
                    "xfs log: replaying transactions of more than %d MiB is not supported".formatted(MOST_OPEN >> 20));
        }
    }
}
