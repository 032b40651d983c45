package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/** Text in little-endian units of 16 bits, which need not be whole characters. */
final class Utf16 {

    private Utf16() {}

    /** @param units length; it is checked before anything is allocated */
    static String text(StructView s, int offset, int units) throws CorruptDataException {
        if (units == 0) {
            return "";
        }
        byte[] bytes = s.bytes(offset, Math.multiplyExact(units, 2)); // units come from fields of 8 or 16 bits
        char[] text = new char[units];
        for (int i = 0; i < units; i++) {
            text[i] = (char) ((bytes[2 * i] & 0xff) | (bytes[2 * i + 1] & 0xff) << 8);
        }
        return new String(text);
    }
}
