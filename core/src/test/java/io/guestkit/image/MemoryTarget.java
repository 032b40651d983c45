package io.guestkit.image;

import io.guestkit.io.BlockSink;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A new image in memory. */
public final class MemoryTarget implements ImageTarget, BlockSink {

    private byte[] bytes = new byte[0];

    /** The file as it is now. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String name() {
        return "image";
    }

    @Override
    public BlockSink file() {
        return this;
    }

    @Override
    public BlockSink createBeside(String name) {
        throw new AssertionError(name + " beside an image of one file");
    }

    @Override
    public void write(long position, ByteBuffer content) {
        int start = Math.toIntExact(position);
        if (start + content.remaining() > bytes.length) {
            bytes = Arrays.copyOf(bytes, start + content.remaining());
        }
        content.get(bytes, start, content.remaining());
    }

    @Override
    public void resize(long size) {
        bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
    }

    @Override
    public void reserve(long position, long length) {}

    @Override
    public void force() {}

    @Override
    public void close() {}
}
