package io.guestkit.io;

/**
 * A run of bytes of one kind.
 *
 * @param position of the first byte, in the coordinates of the source that was asked
 * @param length in bytes, at least 1
 */
public record Extent(long position, long length, Kind kind) {

    /** What a reader needs to know of an extent before reading it. */
    public enum Kind {
        /** Bytes are stored; they may be zeros all the same. */
        DATA,
        /** Reads as zeros, and some layer says so explicitly. */
        ZERO,
        /** Reads as zeros because no layer stores anything there. */
        HOLE
    }

    public Extent {
        if (position < 0 || length < 1) {
            throw new IllegalArgumentException("extent of %d bytes at %d".formatted(length, position));
        }
    }

    /** Position of the first byte after the extent. */
    public long end() {
        return position + length;
    }

    /** The same extent in the coordinates of a source that starts {@code delta} bytes before this one. */
    public Extent shifted(long delta) {
        return new Extent(position + delta, length, kind);
    }
}
