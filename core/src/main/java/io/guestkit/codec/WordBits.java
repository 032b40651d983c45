package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/**
 * Bits in little-endian words of 16, the most significant first, as XPRESS and LZX store them, with whole bytes between the
 * words: a byte is taken from behind the last word of which a bit was needed.
 */
final class WordBits {

    /** A stream ends up to two words before the last bits that a decoder looks ahead at. */
    private static final int MAX_BEYOND = 2;

    private final String what;
    private final byte[] bytes;
    private int next;
    private long buffer;
    private int available;
    private int beyond;

    /** @param what name for messages */
    WordBits(String what, ByteBuffer input) {
        this.what = what;
        this.bytes = new byte[input.remaining()];
        input.get(bytes);
    }

    /** The next 16 bits, which stay; behind the end there are zeros. */
    int ahead() throws CorruptDataException {
        fill(CanonicalCode.MAX_BITS);
        return (int) (buffer >>> (available - 16)) & 0xffff;
    }

    /** @param count at most 16, of which {@link #ahead} was asked before */
    void skip(int count) {
        available -= count;
    }

    /** @param count 0..17 */
    int take(int count) throws CorruptDataException {
        fill(count);
        available -= count;
        return (int) (buffer >>> available) & ((1 << count) - 1);
    }

    int symbol(CanonicalCode code) throws CorruptDataException {
        int found = code.decode(ahead());
        available -= found & 0x1f;
        return found >>> 5;
    }

    private void fill(int count) throws CorruptDataException {
        while (available < count) {
            int word = 0;
            if (next + 2 <= bytes.length) {
                word = (bytes[next] & 0xff) | (bytes[next + 1] & 0xff) << 8;
                next += 2;
            } else if (++beyond > MAX_BEYOND) {
                throw cut();
            }
            buffer = buffer << 16 | word;
            available += 16;
        }
    }

    /** Drops what is left of the word that was begun, or a whole word if none was; bytes may follow. */
    void align() throws CorruptDataException {
        fill(1);
        if (beyond > 0) {
            throw cut();
        }
        available -= (available - 1) % 16 + 1;
        next -= available / 8; // words that were only looked at
        available = 0;
    }

    int u8() throws CorruptDataException {
        if (next >= bytes.length) {
            throw cut();
        }
        return bytes[next++] & 0xff;
    }

    int u16() throws CorruptDataException {
        return u8() | u8() << 8;
    }

    int i32() throws CorruptDataException {
        return u16() | u16() << 16;
    }

    void bytes(byte[] target, int offset, int length) throws CorruptDataException {
        if (length > bytes.length - next) {
            throw cut();
        }
        System.arraycopy(bytes, next, target, offset, length);
        next += length;
    }

    private CorruptDataException cut() {
        return new CorruptDataException(what + " ends early");
    }
}
