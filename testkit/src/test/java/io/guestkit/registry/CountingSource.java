package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that are read of another source. */
final class CountingSource implements BlockSource {

    private final BlockSource base;
    private final AtomicLong bytes = new AtomicLong();

    CountingSource(BlockSource base) {
        this.base = base;
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        bytes.addAndGet(target.remaining());
        base.read(position, target);
    }

    @Override
    public void close() {}
}
