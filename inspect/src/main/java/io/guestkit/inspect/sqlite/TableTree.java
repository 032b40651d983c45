package io.guestkit.inspect.sqlite;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Walks the b-tree of a table. Names and offsets: Database File Format, 1.6 "B-tree Pages".
 *
 * <p>Each page is visited once at most, and all records together are no longer than all files: that bounds the walk
 * whatever the pages say.
 */
final class TableTree {

    private static final int INTERIOR = 0x05;
    private static final int LEAF = 0x0d;
    private static final int INTERIOR_INDEX = 0x02;
    private static final int LEAF_INDEX = 0x0a;
    private static final int MAX_PAYLOAD = 64 << 20;

    private final Pages pages;
    private final int usable;
    private final BitSet visited;
    private final SqliteDatabase.RowReader reader;
    private long budget;

    private TableTree(Pages pages, SqliteDatabase.RowReader reader) {
        this.pages = pages;
        this.usable = pages.header().usable();
        this.visited = new BitSet(pages.count() + 1);
        this.reader = reader;
        this.budget = pages.bytes();
    }

    /** Shows all records, in the order of their rowids. */
    static void walk(Pages pages, long root, SqliteDatabase.RowReader reader) throws IOException {
        TableTree tree = new TableTree(pages, reader);
        Deque<Long> ahead = new ArrayDeque<>(); // holds a page once at most: see visit
        tree.visit(root, ahead);
        while (!ahead.isEmpty()) {
            long number = ahead.pop();
            tree.page(number, pages.page(number), ahead);
        }
    }

    private void visit(long page, Deque<Long> ahead) throws CorruptDataException {
        enter(page);
        ahead.push(page);
    }

    private void enter(long page) throws CorruptDataException {
        if (page < 1 || page > pages.count()) {
            throw new CorruptDataException("sqlite: page %d, expected 1..%d".formatted(page, pages.count()));
        }
        if (visited.get((int) page)) {
            throw new CorruptDataException("sqlite: page %d is used twice".formatted(page));
        }
        visited.set((int) page);
    }

    private void page(long number, StructView page, Deque<Long> ahead) throws IOException {
        int start = number == 1 ? DatabaseHeader.LENGTH : 0;
        int type = page.u8(start);
        if (type == INTERIOR_INDEX || type == LEAF_INDEX) {
            throw new UnsupportedFeatureException("sqlite: table WITHOUT ROWID");
        }
        if (type != INTERIOR && type != LEAF) {
            throw page.corrupt(start, "b-tree page type", type, "5 or 13");
        }
        int cells = page.u16(start + 3);
        if (type == LEAF) {
            for (int i = 0; i < cells; i++) {
                leafCell(page, page.u16(start + 8 + 2 * i));
            }
            return;
        }
        visit(page.u32(start + 8), ahead); // the rightmost child is the last to be popped
        for (int i = cells - 1; i >= 0; i--) {
            visit(page.u32(page.u16(start + 12 + 2 * i)), ahead);
        }
    }

    private void leafCell(StructView page, int cell) throws IOException {
        Varint length = Varint.read(page, cell);
        Varint rowid = Varint.read(page, length.end());
        long payload = length.value();
        if (payload < 0 || payload > budget) {
            throw page.corrupt(cell, "payload size", payload, "at most the " + budget + " bytes that are left");
        }
        if (payload > MAX_PAYLOAD) {
            throw new UnsupportedFeatureException("sqlite: record of " + payload + " bytes");
        }
        budget -= payload;
        reader.row(Row.parse(
                rowid.value(),
                StructView.bigEndian("sqlite record", payload(page, rowid.end(), (int) payload)),
                pages.header().encoding()));
    }

    /** The payload, whose part on the page itself has the length that 1.6 prescribes. */
    private ByteBuffer payload(StructView page, int start, int length) throws IOException {
        int most = usable - 35;
        if (length <= most) {
            return ByteBuffer.wrap(page.bytes(start, length));
        }
        int least = (usable - 12) * 32 / 255 - 23;
        int wanted = least + (length - least) % (usable - 4);
        int local = wanted <= most ? wanted : least;
        ByteBuffer payload = ByteBuffer.allocate(length); // at most what all pages together hold
        payload.put(page.bytes(start, local));
        long next = page.u32(start + local);
        while (payload.hasRemaining()) {
            enter(next);
            StructView overflow = pages.page(next);
            payload.put(overflow.bytes(4, Math.min(payload.remaining(), usable - 4)));
            next = overflow.u32(0);
        }
        return payload.flip();
    }
}
