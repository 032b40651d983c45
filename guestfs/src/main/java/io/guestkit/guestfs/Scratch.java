package io.guestkit.guestfs;

import java.lang.foreign.Arena;
import java.util.Arrays;

/** Memory of a handle for the arguments of its calls, which follow each other or are nested. */
final class Scratch implements AutoCloseable {

    private static final long SIZE = 16 << 10;

    /** Shared, as whoever closes the handle need not be who created it. */
    private final Arena arena = Arena.ofShared();

    private final long start = arena.allocate(SIZE, Long.BYTES).address();
    private long position;

    /** What was allocated and not yet given back, in bytes. */
    long position() {
        return position;
    }

    /** Gives back what was allocated since then. */
    void back(long earlier) {
        position = earlier;
    }

    /** @return an address that is aligned for everything, or 0 if there is not enough left */
    long allocate(long size) {
        long rounded = (size + Long.BYTES - 1) & -Long.BYTES;
        if (rounded < size || rounded > SIZE - position) {
            return 0;
        }
        long at = start + position;
        position += rounded;
        return at;
    }

    /** Whether those bytes are anywhere in it, given back or not. */
    boolean holds(byte[] bytes) {
        for (long at = start; at <= start + SIZE - bytes.length; at++) {
            if (Arrays.equals(Memory.bytes(at, bytes.length), bytes)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        arena.close();
    }
}
