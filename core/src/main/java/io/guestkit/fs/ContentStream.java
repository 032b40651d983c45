package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Reads a file of a guest from its start to its end. */
final class ContentStream extends InputStream {

    /** Large enough that the cost of a read is in the bytes, small enough to stay in the cache of a core. */
    private static final int CHUNK = 128 << 10;

    private final BlockSource content;
    private final OpenResources owner;
    private long position;
    private volatile boolean open = true;

    ContentStream(BlockSource content, OpenResources owner) {
        this.content = content;
        this.owner = owner;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        long left = left();
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = (int) Math.min(left, length);
        content.read(position, ByteBuffer.wrap(target, offset, count));
        position += count;
        return count;
    }

    @Override
    public synchronized long skip(long count) throws IOException {
        long skipped = Math.clamp(count, 0, left());
        position += skipped;
        return skipped;
    }

    @Override
    public synchronized int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, left());
    }

    @Override
    public long transferTo(OutputStream target) throws IOException {
        byte[] chunk = new byte[Math.clamp(left(), 1, CHUNK)];
        long total = 0;
        for (int count = read(chunk); count > 0; count = read(chunk)) {
            target.write(chunk, 0, count);
            total += count;
        }
        return total;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            owner.remove(this);
        }
    }

    private synchronized long left() throws IOException {
        if (!open) {
            throw new IOException("stream is closed");
        }
        return content.size() - position;
    }
}
