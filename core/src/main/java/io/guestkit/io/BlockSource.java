package io.guestkit.io;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of bytes of fixed size that can be read at any position: a file, a disk image as its guest sees it, a
 * partition, a logical volume, a file inside a guest.
 *
 * <p>Implementations are safe for use by several threads at once and keep no seek state. A source that was opened from
 * a path owns what it opened; a source that was handed another source borrows it and leaves closing to its giver,
 * unless its documentation says otherwise.
 */
public interface BlockSource extends Closeable {

    /** Size in bytes; never negative and never changing while the source is open. */
    long size();

    /**
     * Fills what remains of {@code target} with the bytes from {@code position} on.
     *
     * @param position in bytes, any alignment
     * @throws EOFException if the range does not lie inside {@code [0, size())}; negative positions included, because
     *     they come from disk structures
     */
    void read(long position, ByteBuffer target) throws IOException;

    /**
     * Says what lies at {@code position} without reading it.
     *
     * @param length how far the caller is interested, in bytes, at least 1
     * @return an extent that starts at {@code position} and covers 1 to {@code length} bytes; a following extent may be
     *     of the same kind
     * @throws EOFException as {@link #read}
     */
    default Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        return new Extent(position, length, Extent.Kind.DATA);
    }

    /**
     * All extents of a range, in order and without gaps, neighbours of the same kind joined. For ranges whose number of
     * extents the image chooses, loop over {@link #extent} instead.
     */
    default List<Extent> extents(long position, long length) throws IOException {
        checkRange(position, length);
        List<Extent> all = new ArrayList<>();
        long end = position + length; // checkRange has proven that this does not overflow
        for (long at = position; at < end; ) {
            Extent next = extent(at, end - at);
            Extent last = all.isEmpty() ? null : all.getLast();
            if (last != null && last.kind() == next.kind()) {
                all.set(all.size() - 1, new Extent(last.position(), last.length() + next.length(), last.kind()));
            } else {
                all.add(next);
            }
            at = next.end();
        }
        return all;
    }

    /**
     * Reads a small piece into a new array.
     *
     * @throws EOFException as {@link #read}, before anything is allocated
     */
    default byte[] readBytes(long position, int length) throws IOException {
        checkRange(position, length);
        byte[] bytes = new byte[length];
        read(position, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Throws {@link EOFException} unless {@code [position, position + length)} lies inside this source. */
    default void checkRange(long position, long length) throws EOFException {
        if (position < 0 || length < 0 || position > size() - length) {
            throw new EOFException(
                    "%d bytes at %d lie outside the %d bytes there are".formatted(length, position, size()));
        }
    }
}
