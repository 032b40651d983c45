package io.guestkit.image.vhd;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;

/** The checksum of footers and headers: the complement of the sum of all bytes but those of the checksum itself. */
final class Checksum {

    private Checksum() {}

    /** @param field offset of the four bytes that hold the checksum */
    static boolean isRight(StructView s, int field) throws CorruptDataException {
        return s.u32(field) == of(s, field);
    }

    /** Puts the checksum in its place. */
    static ByteBuffer seal(ByteBuffer bytes, int field) {
        return bytes.putInt(field, (int) of(bytes, field));
    }

    static long of(StructView s, int field) {
        return of(s.buffer(), field);
    }

    private static long of(ByteBuffer bytes, int field) {
        int sum = 0; // structures are too short for it to overflow
        for (int i = 0; i < bytes.limit(); i++) {
            if (i < field || i >= field + 4) {
                sum += bytes.get(i) & 0xff;
            }
        }
        return ~sum & 0xffff_ffffL;
    }
}
