package io.guestkit.inspect.sqlite;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * A number of one to nine bytes, the most significant first.
 *
 * @param end offset of the byte behind it
 */
record Varint(long value, int end) {

    static Varint read(StructView s, int offset) throws CorruptDataException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            int next = s.u8(offset + i);
            value = value << 7 | next & 0x7f;
            if (next < 0x80) {
                return new Varint(value, offset + i + 1);
            }
        }
        return new Varint(value << 8 | s.u8(offset + 8), offset + 9); // the ninth gives all its bits
    }
}
