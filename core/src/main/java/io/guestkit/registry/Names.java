package io.guestkit.registry;

import java.nio.charset.StandardCharsets;

/** Names of keys and values: kept as they were written, compared without regard to case. */
final class Names {

    private static final char DOTLESS_I = '\u0131';
    private static final char LONG_S = '\u017f';
    private static final char MICRO = '\u00b5';

    private Names() {}

    /** @param compressed whether a byte is a character: the first 256 of Unicode */
    static String decode(byte[] name, boolean compressed) {
        if (compressed) {
            return new String(name, StandardCharsets.ISO_8859_1);
        }
        char[] chars = new char[name.length / 2]; // by hand, because a lone surrogate is a character of a name
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (name[2 * i] & 0xff | (name[2 * i + 1] & 0xff) << 8);
        }
        return new String(chars);
    }

    /** As Windows does it: character by character, by a table that does not know every pair of Unicode. */
    static char upcase(char c) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z' ? (char) (c - 0x20) : c;
        }
        return c == DOTLESS_I || c == LONG_S || c == MICRO ? c : Character.toUpperCase(c);
    }

    static boolean equal(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (a.charAt(i) != b.charAt(i) && upcase(a.charAt(i)) != upcase(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The hash of a name in a hash leaf. */
    static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = hash * 37 + upcase(name.charAt(i));
        }
        return hash;
    }
}
