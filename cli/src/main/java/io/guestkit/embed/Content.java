package io.guestkit.embed;

import io.guestkit.io.BlockSource;
import java.io.EOFException;
import java.nio.ByteBuffer;

/** The bytes of a file, a volume or a disk, read into memory of the caller. For several threads, each with its own memory. */
public final class Content {

    private final BlockSource source;

    Content(BlockSource source) {
        this.source = source;
    }

    /** In bytes. */
    public long size() {
        return source.size();
    }

    /**
     * Reads as much as there is, from the start of {@code target} on.
     *
     * @param position in bytes, from 0 on
     * @param length at most, in bytes, and no more than the capacity of {@code target}
     * @return how many bytes were read; 0 from the end on
     */
    public int read(long position, ByteBuffer target, int length) throws ToldException {
        return ToldException.telling(() -> {
            if (position < 0) {
                throw new EOFException("there is nothing at " + position);
            }
            int count = (int) Math.min(length, Math.max(0, source.size() - position));
            if (count > 0) {
                source.read(position, target.clear().limit(count));
            }
            return count;
        });
    }
}
