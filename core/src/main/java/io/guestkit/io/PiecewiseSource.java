package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A source that is made of pieces of others. A subclass says what lies at a position; both reads and extents ask it, so
 * that they cannot disagree. The other sources stay the giver's to close.
 */
public abstract class PiecewiseSource implements BlockSource {

    /**
     * Where bytes come from.
     *
     * @param position of the first one in {@code source}
     * @param length in bytes, at least 1
     */
    public record Piece(BlockSource source, long position, long length) {

        /** Zeros that nobody stored. */
        public static Piece hole(long length) {
            return new Piece(new ZeroSource(length), 0, length);
        }
    }

    private final long size;

    /** @param size in bytes, not negative */
    protected PiecewiseSource(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size);
        }
        this.size = size;
    }

    /**
     * What lies at a position.
     *
     * @param position inside of this source
     * @param length how many bytes are wanted, at least 1; all inside of this source
     * @return 1 to {@code length} bytes
     */
    protected abstract Piece piece(long position, long length) throws IOException;

    @Override
    public final long size() {
        return size;
    }

    @Override
    public final void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            Piece piece = piece(at, end - target.position());
            target.limit(target.position() + (int) piece.length()); // at most what was asked for
            piece.source().read(piece.position(), target);
            target.limit(end);
            at += piece.length();
        }
    }

    @Override
    public final Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        Piece piece = piece(position, length);
        return piece.source().extent(piece.position(), piece.length()).shifted(position - piece.position());
    }

    @Override
    public void close() throws IOException {}
}
