package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** A volume as signatures look at it: small pieces anywhere, and what lies outside reads as zeros. */
final class Probed {

    private static final int BLOCK = 4096;
    private static final long CACHE = 1 << 20;

    private final BlockSource volume;

    Probed(BlockSource volume) {
        this.volume = new CachedSource(volume, BLOCK, CACHE);
    }

    long size() {
        return volume.size();
    }

    /** Whether these bytes stand there, each of them a character below U+0100. */
    boolean has(long position, String latin1) throws IOException {
        byte[] expected = latin1.getBytes(StandardCharsets.ISO_8859_1);
        if (position < 0 || position > size() - expected.length) {
            return false;
        }
        return java.util.Arrays.equals(volume.readBytes(position, expected.length), expected);
    }

    byte[] bytes(long position, int length) throws IOException {
        if (position < 0 || position >= size()) {
            return new byte[length];
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).limit((int) Math.min(length, size() - position));
        volume.read(position, bytes);
        return bytes.array();
    }

    int u8(long position) throws IOException {
        return bytes(position, 1)[0] & 0xff;
    }

    int u16(long position) throws IOException {
        return u8(position) | u8(position + 1) << 8;
    }

    int u16Big(long position) throws IOException {
        return u8(position) << 8 | u8(position + 1);
    }

    long u32(long position) throws IOException {
        return u16(position) | (long) u16(position + 2) << 16;
    }

    long u32Big(long position) throws IOException {
        return (long) u16Big(position) << 16 | u16Big(position + 2);
    }

    long bits64(long position) throws IOException {
        return u32(position) | u32(position + 4) << 32;
    }

    /** Text that ends at a NUL or with its field, without the blanks at its end; empty if there is none. */
    Optional<String> text(long position, int length) throws IOException {
        byte[] field = bytes(position, length);
        int end = 0;
        while (end < length && field[end] != 0) {
            end++;
        }
        return stripped(new String(field, 0, end, StandardCharsets.UTF_8));
    }

    /** As {@link #text} with two bytes a character. */
    Optional<String> utf16(long position, int length, Charset order) throws IOException {
        String text = new String(bytes(position, length), order);
        int end = text.indexOf('\0');
        return stripped(end < 0 ? text : text.substring(0, end));
    }

    private static Optional<String> stripped(String text) {
        String stripped = text.stripTrailing();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
    }

    /** Sixteen bytes as a UUID in the order in which they are written; empty if they are all zero. */
    Optional<String> uuid(long position) throws IOException {
        return uuid(bytes(position, 16));
    }

    static Optional<String> uuid(byte[] bytes) {
        String digits = HexFormat.of().formatHex(bytes);
        if (digits.equals("00000000000000000000000000000000")) {
            return Optional.empty();
        }
        return Optional.of(String.join(
                "-",
                digits.substring(0, 8),
                digits.substring(8, 12),
                digits.substring(12, 16),
                digits.substring(16, 20),
                digits.substring(20)));
    }

    /** Eight hexadecimal digits of an unsigned 32-bit number. */
    static String hex32(long value) {
        return HexFormat.of().toHexDigits(value, 8);
    }
}
