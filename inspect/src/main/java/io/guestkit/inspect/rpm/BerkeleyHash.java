package io.guestkit.inspect.rpm;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/** {@code Packages} as nearly all versions of rpm 4 kept it: buckets of pairs of key and value. */
final class BerkeleyHash extends BerkeleyFile {

    private static final int SPARES = 32;
    private static final int UNSORTED = 2;
    private static final int SORTED = 13;

    private static final int KEYDATA = 1;
    private static final int OFFPAGE = 3;
    private static final int OFFPAGE_LENGTH = 12;

    BerkeleyHash(BlockSource file, StructView meta, boolean bigEndian) throws IOException {
        super(file, meta, bigEndian);
    }

    @Override
    void read(RpmDatabase.HeaderReader reader) throws IOException {
        long maxBucket = meta.u32(0x48);
        if (maxBucket >= lastPage) {
            throw meta.corrupt(0x48, "max_bucket", maxBucket, "less than last_pgno, " + lastPage);
        }
        for (long bucket = 0; bucket <= maxBucket; bucket++) {
            StructView page = enter(pageOf(bucket));
            pairs(page, reader);
            while (page.u32(0x10) != 0) { // next_pgno; a page is entered once at most, so that this ends
                page = enter(page.u32(0x10));
                pairs(page, reader);
            }
        }
    }

    /** First page of a bucket: buckets are made in doublings, each in pages that follow one another. */
    private long pageOf(long bucket) throws CorruptDataException {
        int doubling = bucket == 0 ? 0 : 64 - Long.numberOfLeadingZeros(bucket);
        if (doubling >= SPARES) {
            throw meta.corrupt(0x48, "max_bucket", bucket, "less than 2^31");
        }
        return bucket + meta.u32(0x60 + 4 * doubling); // spares
    }

    private void pairs(StructView page, RpmDatabase.HeaderReader reader) throws IOException {
        int type = page.u8(0x19);
        if (type != UNSORTED && type != SORTED) {
            throw page.corrupt(0x19, "type", type, UNSORTED + " or " + SORTED);
        }
        int entries = page.u16In(0x14, "entries", 0, (pageSize - PAGE_HEADER) / 2);
        if (entries % 2 != 0) {
            throw page.corrupt(0x14, "entries", entries, "an even number");
        }
        for (int i = 0; i < entries; i += 2) {
            StructView key = item(page, i);
            StructView value = item(page, i + 1);
            if (key.u8(0) != KEYDATA) {
                throw new CorruptDataException("%s: key %d is of kind %d".formatted(page.structure(), i, key.u8(0)));
            }
            Long number = number(key.slice("key", 1, key.length() - 1));
            if (number != null && number == 0) {
                continue; // counts packages
            }
            reader.header(number == null ? -1 : number, value(value));
        }
    }

    private StructView value(StructView item) throws IOException {
        return switch (item.u8(0)) {
            case KEYDATA -> StructView.bigEndian("rpm header", item.buffer().slice(1, item.length() - 1));
            case OFFPAGE -> {
                if (item.length() != OFFPAGE_LENGTH) {
                    throw new CorruptDataException(
                            "%s: %d bytes, expected %d".formatted(item.structure(), item.length(), OFFPAGE_LENGTH));
                }
                yield overflow(item, 8, item.u32(4), item.u32(8));
            }
            default -> throw new UnsupportedFeatureException("rpm: Berkeley DB with items of kind " + item.u8(0));
        };
    }

    /** Items lie from the end of the page towards its front, so each ends where the one before it starts. */
    private StructView item(StructView page, int index) throws CorruptDataException {
        int start = page.u16(PAGE_HEADER + 2 * index);
        int end = index == 0 ? pageSize : page.u16(PAGE_HEADER + 2 * (index - 1));
        if (start < PAGE_HEADER || start >= end) {
            throw page.corrupt(PAGE_HEADER + 2 * index, "inp[" + index + "]", start, PAGE_HEADER + ".." + (end - 1));
        }
        return page.slice("Berkeley DB item", start, end - start);
    }
}
