package io.guestkit.image.vhdx;

import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C of a structure whose own checksum field, four bytes at offset 4 of every one, counts as zeros. */
final class Checksum {

    static final int FIELD = 4;

    private static final byte[] ZEROS = new byte[4];

    private Checksum() {}

    static long of(StructView s) {
        return of(s.buffer());
    }

    private static long of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        addFirst(crc, bytes);
        return crc.getValue();
    }

    /** Puts the checksum of a little-endian structure in its place. */
    static ByteBuffer seal(ByteBuffer bytes) {
        return bytes.putInt(FIELD, (int) of(bytes));
    }

    /** Adds the part of a structure that holds the checksum. */
    static void addFirst(CRC32C crc, ByteBuffer bytes) {
        crc.update(bytes.slice(0, FIELD));
        crc.update(ZEROS);
        crc.update(bytes.slice(FIELD + 4, bytes.limit() - FIELD - 4));
    }
}
