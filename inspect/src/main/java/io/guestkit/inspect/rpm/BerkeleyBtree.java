package io.guestkit.inspect.rpm;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/** {@code Packages} as some versions of rpm kept it: a sorted tree whose leaves are chained. */
final class BerkeleyBtree extends BerkeleyFile {

    private static final int INTERNAL = 3;
    private static final int LEAF = 5;
    private static final int KEYDATA = 1;
    private static final int OVERFLOW_ITEM = 3;
    private static final int DELETED = 0x80;

    BerkeleyBtree(BlockSource file, StructView meta, boolean bigEndian) throws IOException {
        super(file, meta, bigEndian);
    }

    @Override
    void read(RpmDatabase.HeaderReader reader) throws IOException {
        StructView page = enter(meta.u32(0x58)); // root
        while (page.u8(0x19) == INTERNAL) {
            if (page.u16(0x14) == 0) {
                throw page.corrupt(0x14, "entries", 0, "at least 1");
            }
            page = enter(page.u32(page.u16(PAGE_HEADER) + 4)); // pgno of the first BINTERNAL
        }
        leaf(page, reader);
        while (page.u32(0x10) != 0) { // next_pgno; a page is entered once at most, so that this ends
            page = enter(page.u32(0x10));
            leaf(page, reader);
        }
    }

    private void leaf(StructView page, RpmDatabase.HeaderReader reader) throws IOException {
        if (page.u8(0x19) != LEAF) {
            throw page.corrupt(0x19, "type", page.u8(0x19), LEAF);
        }
        int entries = page.u16In(0x14, "entries", 0, (pageSize - PAGE_HEADER) / 2);
        long room = pageSize; // items do not overlap, unless keys are shared by duplicates, which rpm has not
        for (int i = 0; i + 1 < entries; i += 2) {
            int key = page.u16(PAGE_HEADER + 2 * i);
            int value = page.u16(PAGE_HEADER + 2 * (i + 1));
            int kind = page.u8(value + 2);
            if ((kind & DELETED) != 0) {
                continue;
            }
            Long number = number(page.slice("key", key + 3, page.u16(key)));
            if (number != null && number == 0) {
                continue; // counts packages
            }
            StructView header = switch (kind) {
                case KEYDATA -> {
                    int length = page.u16(value);
                    room -= length;
                    if (room < 0) {
                        throw page.corrupt(value, "len", length, "items that do not overlap");
                    }
                    yield StructView.bigEndian(
                            "rpm header", page.buffer().slice(value + 3, checked(page, value, length)));
                }
                case OVERFLOW_ITEM -> overflow(page, value + 8, page.u32(value + 4), page.u32(value + 8));
                default -> throw new UnsupportedFeatureException("rpm: Berkeley DB with items of kind " + kind);
            };
            reader.header(number == null ? -1 : number, header);
        }
    }

    private static int checked(StructView page, int item, int length) throws IOException {
        if (length > page.length() - item - 3) {
            throw page.corrupt(item, "len", length, "at most " + (page.length() - item - 3));
        }
        return length;
    }
}
