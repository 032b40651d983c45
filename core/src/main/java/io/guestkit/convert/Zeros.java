package io.guestkit.convert;

import java.nio.ByteBuffer;

/** Finds zeros in memory. */
final class Zeros {

    private static final int LENGTH = 1 << 16;
    /** Compared with eight bytes and more at a time by the JVM's intrinsic, which stops at the first difference. */
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(LENGTH).asReadOnlyBuffer();

    private Zeros() {}

    /** Whether {@code length} bytes from the absolute index {@code from} on are all zeros. */
    static boolean only(ByteBuffer bytes, int from, int length) {
        if (length >= Long.BYTES && looksFilled(bytes, from, length)) {
            return false;
        }
        for (int at = from, end = from + length; at < end; at += LENGTH) {
            int here = Math.min(LENGTH, end - at);
            if (bytes.slice(at, here).mismatch(NOTHING.slice(0, here)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** A look at three places, which most content does not survive: slices are objects, and there are many small units. */
    private static boolean looksFilled(ByteBuffer bytes, int from, int length) {
        int last = from + length - Long.BYTES;
        return (bytes.getLong(from) | bytes.getLong(from + (length - Long.BYTES) / 2) | bytes.getLong(last)) != 0;
    }

    /** Writes zeros from one absolute index to another. */
    static void fill(ByteBuffer bytes, int from, int to) {
        for (int at = from; at < to; at += LENGTH) {
            int here = Math.min(LENGTH, to - at);
            bytes.put(at, NOTHING, 0, here);
        }
    }
}
