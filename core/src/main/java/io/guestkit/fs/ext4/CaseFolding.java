package io.guestkit.fs.ext4;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names that differ by case only are the same in a directory with the casefold flag. The kernel compares canonical
 * decompositions (NFD), case-folded, without ignorable code points, by Unicode 12.1; this does so by the Unicode of the JDK
 * and takes lower case of upper case for the folding, which differs for a few letters, Cherokee and dotless i among them.
 * Names that are not UTF-8 are compared byte by byte.
 */
final class CaseFolding {

    /** The only {@code s_encoding} there is: UTF-8. */
    static final int UTF8 = 1;

    private CaseFolding() {}

    /** What two names that are the same have in common; null for a name that is the same only as itself. */
    static @Nullable String fold(byte[] name) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
        if (text.length() == name.length) { // ASCII, all of it
            return text.toLowerCase(Locale.ROOT);
        }
        String decomposed = withoutIgnorable(Normalizer.normalize(text, Normalizer.Form.NFD));
        return Normalizer.normalize(decomposed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
    }

    private static String withoutIgnorable(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (!isIgnorable(point)) {
                kept.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return kept.toString();
    }

    /** Unicode's Default_Ignorable_Code_Point. */
    private static boolean isIgnorable(int point) {
        return point == 0xad
                || point == 0x34f
                || point == 0x61c
                || point >= 0x115f && point <= 0x1160
                || point >= 0x17b4 && point <= 0x17b5
                || point >= 0x180b && point <= 0x180e
                || point >= 0x200b && point <= 0x200f
                || point >= 0x202a && point <= 0x202e
                || point >= 0x2060 && point <= 0x206f
                || point == 0x3164
                || point >= 0xfe00 && point <= 0xfe0f
                || point == 0xfeff
                || point == 0xffa0
                || point >= 0xfff0 && point <= 0xfff8
                || point >= 0x1bca0 && point <= 0x1bca3
                || point >= 0x1d173 && point <= 0x1d17a
                || point >= 0xe0000 && point <= 0xe0fff;
    }
}
