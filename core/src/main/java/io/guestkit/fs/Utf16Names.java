package io.guestkit.fs;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names between UTF-16, in which FAT, NTFS and others store them, and the bytes that readers hand out: UTF-8, in which half
 * of a surrogate pair that stands alone takes three bytes as any other unit of its range would, so that every name has its
 * own bytes.
 */
public final class Utf16Names {

    private Utf16Names() {}

    public static byte[] toBytes(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(name.length() + 8);
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i); // a surrogate that stands alone is its own code point
            i += Character.charCount(c);
            if (c < 0x80) {
                bytes.write(c);
            } else if (c < 0x800) {
                bytes.write(0xc0 | (c >> 6));
                bytes.write(0x80 | (c & 0x3f));
            } else if (c < 0x10000) {
                bytes.write(0xe0 | (c >> 12));
                bytes.write(0x80 | ((c >> 6) & 0x3f));
                bytes.write(0x80 | (c & 0x3f));
            } else {
                bytes.write(0xf0 | (c >> 18));
                bytes.write(0x80 | ((c >> 12) & 0x3f));
                bytes.write(0x80 | ((c >> 6) & 0x3f));
                bytes.write(0x80 | (c & 0x3f));
            }
        }
        return bytes.toByteArray();
    }

    /** The name that {@link #toBytes} would turn into these bytes; null if there is none. */
    public static @Nullable String fromBytes(byte[] bytes) {
        StringBuilder name = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int lead = bytes[i++];
            int following = lead >= 0 ? 0 : (lead & 0xe0) == 0xc0 ? 1 : (lead & 0xf0) == 0xe0 ? 2 : 3;
            if (following > bytes.length - i) {
                return null;
            }
            int c = lead & (following == 0 ? 0x7f : 0x3f >> following);
            for (int end = i + following; i < end; i++) {
                c = (c << 6) | (bytes[i] & 0x3f);
            }
            if (!Character.isValidCodePoint(c)) {
                return null;
            }
            name.appendCodePoint(c);
        }
        String decoded = name.toString();
        return Arrays.equals(toBytes(decoded), bytes) ? decoded : null; // the loop was lenient
    }
}
