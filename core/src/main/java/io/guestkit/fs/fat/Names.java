package io.guestkit.fs.fat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Names between UTF-16, in which they are stored, and the bytes that readers hand out: UTF-8, in which half of a surrogate
 * pair that stands alone takes three bytes as any other unit of its range would, so that every name has its own bytes.
 */
final class Names {

    private Names() {}

    /** A name without the characters that cannot be part of one: NUL and slash, which only damage puts there. */
    static String printable(String name) {
        String clean = name.replace('/', '_').replace('\0', '_');
        return clean.equals(".") || clean.equals("..") ? clean.replace('.', '_') : clean;
    }

    static byte[] toBytes(String name) {
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
    static @Nullable String fromBytes(byte[] bytes) {
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

    /** Names are the same if their folds are: case counts for nothing, each unit of UTF-16 is taken by itself. */
    static String fold(String name) {
        char[] units = name.toCharArray();
        for (int i = 0; i < units.length; i++) {
            units[i] = Character.toLowerCase(Character.toUpperCase(units[i]));
        }
        return new String(units);
    }

    /** A fold without the dots at the end, which Windows and Linux drop from the names they are asked for. */
    static String withoutTrailingDots(String fold) {
        int end = fold.length();
        while (end > 0 && fold.charAt(end - 1) == '.') {
            end--;
        }
        return fold.substring(0, end);
    }
}
