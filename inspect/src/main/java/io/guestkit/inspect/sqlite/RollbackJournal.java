package io.guestkit.inspect.sqlite;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pages were before a transaction that did not end: they are what the database holds. Names and offsets: Database
 * File Format, 3 "The Rollback Journal".
 *
 * @param pageSize in bytes
 * @param pageCount of the database before the transaction
 * @param pages where the former content of a page starts in the journal, by page number
 */
record RollbackJournal(int pageSize, long pageCount, Map<Long, Long> pages) {

    private static final int HEADER = 28;
    private static final byte[] MAGIC = {
        (byte) 0xd9, (byte) 0xd5, 0x05, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
    };
    private static final long ALL = 0xffff_ffffL;
    private static final long MAX_LENGTH = 1L << 30;

    /** The journal, if it is hot; null if it has to be left alone. */
    static @Nullable RollbackJournal parse(BlockSource journal) throws IOException {
        if (journal.size() < HEADER || !isHeader(journal, 0)) {
            return null;
        }
        if (journal.size() > MAX_LENGTH) {
            throw new UnsupportedFeatureException("sqlite: rollback journal of " + journal.size() + " bytes");
        }
        if (namesSuperJournal(journal)) {
            throw new UnsupportedFeatureException("sqlite: hot journal of a transaction over several databases");
        }
        StructView first = header(journal, 0);
        int pageSize = first.u32In(0x18, "page size", 512, 1 << 16);
        if (Integer.bitCount(pageSize) != 1) {
            throw first.corrupt(0x18, "page size", pageSize, "a power of two");
        }
        int sectorSize = sectorSize(first);
        Map<Long, Long> pages = new HashMap<>();
        long at = 0;
        while (isHeader(journal, at)) { // each segment is longer than nothing
            at = segment(journal, at, sectorSize, pageSize, pages);
        }
        return new RollbackJournal(pageSize, first.u32(0x10), pages);
    }

    private static StructView header(BlockSource journal, long at) throws IOException {
        return StructView.bigEndian("sqlite journal header", journal, at, HEADER);
    }

    private static boolean isHeader(BlockSource journal, long at) throws IOException {
        return at <= journal.size() - HEADER && header(journal, at).startsWith(0, MAGIC);
    }

    private static int sectorSize(StructView header) throws CorruptDataException {
        int size = header.u32In(0x14, "sector size", 512, 1 << 16);
        if (Integer.bitCount(size) != 1) {
            throw header.corrupt(0x14, "sector size", size, "a power of two");
        }
        return size;
    }

    /**
     * Takes the records behind one header. Only the first of several records of a page counts, and a record whose
     * checksum is wrong was not written to its end: neither it nor what follows was done to the database.
     *
     * @return where the next header would be
     */
    private static long segment(BlockSource journal, long start, int sectorSize, int pageSize, Map<Long, Long> pages)
            throws IOException {
        StructView header = header(journal, start);
        long count = header.u32(0x08);
        int nonce = header.i32(0x0c);
        long at = start + sectorSize;
        long room = Math.max(0, journal.size() - at) / (pageSize + 8);
        long records = count == ALL ? room : Math.min(count, room);
        for (long i = 0; i < records; i++, at += pageSize + 8) {
            StructView record = StructView.bigEndian("sqlite journal record", journal, at, pageSize + 8);
            long page = record.u32(0x00);
            if (page == 0 || checksum(nonce, record, pageSize) != record.i32(4 + pageSize)) {
                return journal.size();
            }
            pages.putIfAbsent(page, at + 4);
        }
        // at is below 2^31: both headers and records lie inside a journal of at most MAX_LENGTH
        return (at + sectorSize - 1) / sectorSize * sectorSize;
    }

    private static int checksum(int nonce, StructView record, int pageSize) {
        ByteBuffer bytes = record.buffer();
        int sum = nonce;
        for (int i = pageSize - 200; i > 0; i -= 200) {
            sum += bytes.get(4 + i) & 0xff;
        }
        return sum;
    }

    /** Whether the journal ends with the name of another one: page number, name, its length, its checksum, the magic. */
    private static boolean namesSuperJournal(BlockSource journal) throws IOException {
        StructView end = StructView.bigEndian("sqlite journal end", journal, journal.size() - 16, 16);
        return end.startsWith(8, MAGIC) && end.u32(0) > 0;
    }
}
