package io.guestkit.inspect.sqlite;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The first 100 bytes of a database, big-endian. Names and offsets: Database File Format, 1.3 "The Database Header".
 *
 * @param pageSize in bytes, a power of two, 512 to 65536
 * @param usable bytes of a page that belong to the format
 * @param pageCount in pages; 0 if the header does not know it
 */
record DatabaseHeader(int pageSize, int usable, long pageCount, Charset encoding) {

    static final int LENGTH = 100;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SMALLEST_USABLE = 480;

    static DatabaseHeader parse(StructView s) throws IOException {
        s.expectMagic(0x00, MAGIC);
        int pageSize = pageSize(s, s.u16(0x10));
        int readVersion = s.u8(0x13);
        if (readVersion > 2) {
            throw new UnsupportedFeatureException("sqlite: file format read version " + readVersion);
        }
        int usable = pageSize - s.u8(0x14);
        if (usable < SMALLEST_USABLE) {
            throw s.corrupt(0x14, "reserved space", pageSize - usable, "at most " + (pageSize - SMALLEST_USABLE));
        }
        boolean counted = s.u32(0x18) == s.u32(0x5c); // file change counter, version-valid-for
        int encoding = s.u32In(0x38, "text encoding", 0, 3); // 0 until the first table is made
        return new DatabaseHeader(
                pageSize,
                usable,
                counted ? s.u32(0x1c) : 0,
                switch (encoding) {
                    case 2 -> StandardCharsets.UTF_16LE;
                    case 3 -> StandardCharsets.UTF_16BE;
                    default -> StandardCharsets.UTF_8;
                });
    }

    private static int pageSize(StructView s, int stored) throws CorruptDataException {
        int pageSize = stored == 1 ? 1 << 16 : stored;
        if (pageSize < 512 || Integer.bitCount(pageSize) != 1) {
            throw s.corrupt(0x10, "page size", stored, "1 or a power of two, 512..32768");
        }
        return pageSize;
    }
}
