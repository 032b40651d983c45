package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Nothing but zeros that nobody stored. */
public final class ZeroSource implements BlockSource {

    private static final int CHUNK = 4096;

    private final long size;

    public ZeroSource(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size);
        }
        this.size = size;
    }

    /** Fills what remains of {@code target} with zeros. */
    public static void fill(ByteBuffer target) {
        byte[] zeros = new byte[Math.min(CHUNK, target.remaining())];
        while (target.hasRemaining()) {
            target.put(zeros, 0, Math.min(zeros.length, target.remaining()));
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        fill(target);
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        return new Extent(position, length, Extent.Kind.HOLE);
    }

    @Override
    public void close() {}
}
