package io.guestkit.testkit;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A source over a bad disk: {@code FaultySource.over(good).failingAt(4096)}. Counts what is read. Closes what it wraps. */
public final class FaultySource implements BlockSource {

    private final BlockSource base;
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long badFrom = Long.MAX_VALUE;
    private volatile long badTo = Long.MAX_VALUE;
    private volatile long end = Long.MAX_VALUE;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean closed;

    private FaultySource(BlockSource base) {
        this.base = base;
    }

    public static FaultySource over(BlockSource base) {
        return new FaultySource(base);
    }

    /** Every read that touches that byte fails as a bad sector does. */
    public FaultySource failingAt(long position) {
        return failingAt(position, 1);
    }

    /** Every read that touches one of those bytes fails as a bad sector does; length 0 mends the disk. */
    public FaultySource failingAt(long position, long length) {
        badFrom = position;
        badTo = position + length;
        return this;
    }

    /** The source keeps its size but reads end early, as of a file that was truncated while it was open. */
    public FaultySource endingAt(long position) {
        end = position;
        return this;
    }

    /** Every read takes at least that long. */
    public FaultySource slowedBy(Duration time) {
        delay = time;
        return this;
    }

    /** How often {@link #read} was called. */
    public long reads() {
        return reads.get();
    }

    /** How many bytes were asked for. */
    public long bytesRead() {
        return bytes.get();
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        reads.incrementAndGet();
        bytes.addAndGet(target.remaining());
        if (delay.isPositive()) {
            try {
                Thread.sleep(delay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        long readEnd = position + target.remaining();
        if (position < badTo && readEnd > badFrom) {
            throw new IOException("Input/output error");
        }
        if (readEnd > end) {
            throw new EOFException("ends at " + end);
        }
        base.read(position, target);
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        return base.extent(position, length);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        base.close();
    }
}
