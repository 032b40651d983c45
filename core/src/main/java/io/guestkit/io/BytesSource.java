package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that are in memory already. */
public final class BytesSource implements BlockSource {

    private final ByteBuffer bytes;

    /** The remaining bytes of {@code bytes}, which the caller leaves alone from now on. */
    public BytesSource(ByteBuffer bytes) {
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    public BytesSource(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    @Override
    public long size() {
        return bytes.limit();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        target.put(bytes.slice((int) position, target.remaining()));
    }

    @Override
    public void close() {}
}
