package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.zip.CRC32C;

/** The checksums of version 5: CRC32C over a whole structure whose checksum counts as zeros, stored little-endian. */
final class Checksum {

    private static final byte[] ZEROS = new byte[4];

    private Checksum() {}

    /**
     * Fails unless the checksum at {@code at} is that of all of {@code bytes}.
     *
     * @param s the same bytes
     */
    static void verify(StructView s, byte[] bytes, int at, String field) throws CorruptDataException {
        int stored = Integer.reverseBytes(s.i32(at));
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, at);
        crc.update(ZEROS, 0, ZEROS.length);
        int rest = at + ZEROS.length;
        crc.update(bytes, rest, bytes.length - rest);
        int computed = (int) crc.getValue();
        if (stored != computed) {
            throw s.corrupt(at, field, Integer.toHexString(stored), Integer.toHexString(computed));
        }
    }
}
