package io.guestkit.testkit;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Content of a file: some bytes at some position, holes before and after them.
 *
 * @param size of the whole, in bytes
 * @param position of the first byte that is stored
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredBytes(long size, long position, byte[] bytes) implements BlockSource {

    public static final StoredBytes NONE = new StoredBytes(new byte[0]);

    public StoredBytes(byte[] bytes) {
        this(bytes.length, 0, bytes);
    }

    /** Bytes that tell where they are: each eight hold their own position in them, the most significant first. */
    public static byte[] numbered(int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length + Long.BYTES);
        while (bytes.position() < length) {
            bytes.putLong(bytes.position());
        }
        return Arrays.copyOf(bytes.array(), length);
    }

    private long end() {
        return position + bytes.length;
    }

    @Override
    public void read(long at, ByteBuffer target) throws IOException {
        checkRange(at, target.remaining());
        for (long here = at; target.hasRemaining(); here++) {
            target.put(here < position || here >= end() ? 0 : bytes[(int) (here - position)]);
        }
    }

    @Override
    public Extent extent(long at, long length) throws IOException {
        checkRange(at, length);
        boolean stored = at >= position && at < end();
        long boundary = stored ? end() : at < position ? position : size;
        return new Extent(at, Math.min(length, boundary - at), stored ? Extent.Kind.DATA : Extent.Kind.HOLE);
    }

    @Override
    public void close() {}
}
