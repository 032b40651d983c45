package io.guestkit.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Writes a file of a guest, and reads it where that was asked for too. */
final class ChangeChannel implements SeekableByteChannel {

    private final GuestPath path;
    private final FsWriter writer;
    private final Node file;
    private final boolean readable;
    private final boolean writable;
    private final boolean append;
    private final boolean deleteOnClose;
    private long position;
    private volatile boolean open = true;

    ChangeChannel(
            GuestPath path,
            FsWriter writer,
            Node file,
            boolean readable,
            boolean writable,
            boolean append,
            boolean deleteOnClose) {
        this.path = path;
        this.writer = writer;
        this.file = file;
        this.readable = readable;
        this.writable = writable;
        this.append = append;
        this.deleteOnClose = deleteOnClose;
    }

    /** The file as it is now. */
    private Node current() throws IOException {
        return writer.refresh(file);
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        checkOpen();
        if (!readable) {
            throw new NonReadableChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        Node now = current();
        long left = now.attributes().size() - position;
        if (left <= 0) {
            return -1;
        }
        byte[] bytes =
                writer.content(now).readBytes(position, (int) Math.min(Math.min(left, target.remaining()), 1 << 20));
        target.put(bytes);
        position += bytes.length;
        return bytes.length;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        checkOpen();
        checkWritable();
        int count = source.remaining();
        if (append) {
            position = size();
        }
        writer.write(file, position, source);
        position += count;
        return count;
    }

    @Override
    public synchronized SeekableByteChannel truncate(long size) throws IOException {
        checkOpen();
        checkWritable();
        if (size < 0) {
            throw new IllegalArgumentException("size " + size);
        }
        if (size < size()) {
            writer.resize(file, size);
        }
        position = Math.min(position, size);
        return this;
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
        return current().attributes().size();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            path.getFileSystem().resources().remove(this);
            if (deleteOnClose) {
                Changes.delete(path);
            }
        }
    }

    private void checkWritable() {
        if (!writable) {
            throw new NonWritableChannelException();
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}
