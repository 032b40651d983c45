package io.guestkit.testkit;

import java.nio.ByteBuffer;

/**
 * Bytes that say where they belong: each 8-byte word is its own position divided by 8, big-endian, with a seed in the
 * two most significant bytes. A byte read from the wrong place is a wrong byte, and the seed says out of which layer it
 * came. {@code testkit/recipes/lib/pattern.py} writes the same bytes.
 */
public final class Pattern implements BlockSourceContract.Content {

    private final int seed;

    private Pattern(int seed) {
        this.seed = seed;
    }

    /** @param seed 0 to 65535; none of the words is all zeros unless it is 0 */
    public static Pattern of(int seed) {
        return new Pattern(seed);
    }

    @Override
    public byte at(long position) {
        long word = (long) seed << 48 | (position >>> 3);
        return (byte) (word >>> ((7 - (position & 7)) * 8));
    }

    /** Bytes {@code [position, position + length)}. */
    public byte[] bytes(long position, int length) {
        byte[] bytes = new byte[length];
        fill(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    @Override
    public void fill(long position, ByteBuffer target) {
        long at = position;
        while (target.hasRemaining() && (at & 7) != 0) {
            target.put(at(at++));
        }
        while (target.remaining() >= 8) {
            target.putLong((long) seed << 48 | (at >>> 3)); // a new buffer, and every one of ours, is big-endian
            at += 8;
        }
        while (target.hasRemaining()) {
            target.put(at(at++));
        }
    }
}
