package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads a file of a guest from a position that it keeps; an interrupt does not close it. */
final class ContentChannel implements SeekableByteChannel {

    private final BlockSource content;
    private final OpenResources owner;
    private long position;
    private volatile boolean open = true;

    ContentChannel(BlockSource content, OpenResources owner) {
        this.content = content;
        this.owner = owner;
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        checkOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        long left = content.size() - position;
        if (left <= 0) {
            return -1;
        }
        int start = target.position();
        int end = target.limit();
        int count = (int) Math.min(left, target.remaining());
        target.limit(start + count);
        boolean done = false;
        try {
            content.read(position, target);
            done = true;
        } finally {
            target.limit(end);
            if (!done) {
                target.position(start);
            }
        }
        position += count;
        return count;
    }

    @Override
    public synchronized long position() throws IOException {
        checkOpen();
        return position;
    }

    @Override
    public synchronized SeekableByteChannel position(long newPosition) throws IOException {
        checkOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return content.size();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        checkOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        checkOpen();
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            owner.remove(this);
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}
