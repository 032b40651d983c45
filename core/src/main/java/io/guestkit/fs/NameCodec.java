package io.guestkit.fs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/**
 * Names as strings. A guest's names are bytes, and any bytes come back unchanged from a round trip through a string: what
 * is valid UTF-8 is decoded, and every other byte becomes the lone surrogate U+DC00 + byte, which valid UTF-8 never
 * yields. Python calls the same rule {@code surrogateescape}.
 */
public final class NameCodec {

    private static final char ESCAPE = 0xdc00;

    private NameCodec() {}

    /** The string of these bytes. */
    public static String decode(byte[] name) {
        String text = new String(name, StandardCharsets.UTF_8);
        // U+FFFD stands for a malformed byte, or for itself: only the slow way can tell.
        return text.indexOf('\ufffd') < 0 ? text : decodeEscaping(name);
    }

    private static String decodeEscaping(byte[] name) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(name);
        CharBuffer out = CharBuffer.allocate(name.length); // UTF-8 has no fewer bytes than UTF-16 has chars
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE | (in.get() & 0xff)));
            }
        }
    }

    /** @throws InvalidPathException if a character has no bytes: NUL, or half of a surrogate pair that is no escape */
    public static byte[] encode(String text) {
        boolean surrogates = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidPathException(text, "NUL in a name", i);
            }
            surrogates |= Character.isSurrogate(c);
        }
        return surrogates ? encodeEscapes(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encodeEscapes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() * 2);
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            if (point >= (ESCAPE | 0x80) && point <= (ESCAPE | 0xff)) {
                out.write(point & 0xff);
            } else if (point <= 0xffff && Character.isSurrogate((char) point)) {
                throw new InvalidPathException(text, "half of a surrogate pair", i);
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
            i += Character.charCount(point);
        }
        return out.toByteArray();
    }
}
