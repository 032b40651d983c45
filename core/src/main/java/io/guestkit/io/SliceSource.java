package io.guestkit.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A contiguous part of another source, which stays the giver's to close: a partition, a file in an archive. */
public final class SliceSource implements BlockSource {

    private final BlockSource whole;
    private final long offset;
    private final long length;
    private final boolean owner;

    /**
     * @param offset of the first byte in {@code whole}
     * @param length in bytes
     * @throws EOFException if the part does not lie inside the whole
     */
    public SliceSource(BlockSource whole, long offset, long length) throws EOFException {
        whole.checkRange(offset, length);
        this(whole, offset, length, false);
    }

    private SliceSource(BlockSource whole, long offset, long length, boolean owner) {
        this.whole = whole;
        this.offset = offset;
        this.length = length;
        this.owner = owner;
    }

    /** The same part, and whoever closes it closes the whole. */
    public SliceSource owning() {
        return new SliceSource(whole, offset, length, true);
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        whole.read(offset + position, target);
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        return whole.extent(offset + position, length).shifted(-offset);
    }

    @Override
    public void close() throws IOException {
        if (owner) {
            whole.close();
        }
    }
}
