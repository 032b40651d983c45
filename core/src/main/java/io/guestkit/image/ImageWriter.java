package io.guestkit.image;

import io.guestkit.io.BlockSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Lays out one new image. It decides where content goes and keeps the tables; the bytes themselves are written by
 * whoever copies, on as many threads as are worth it.
 *
 * <p>The life of a writer: for each stretch of the disk that has content, in ascending order and one at a time,
 * {@link #place} (or {@link #placeEncoded}, or {@link #zero}) says where it goes; the copier writes it there, soon or
 * late; when all of it is written, {@link #finish} completes the image. A part of the disk for which nothing was placed
 * reads as zeros, or as the backing file's content where there is one. So the same calls make the same file, however many
 * threads write.
 *
 * <p>Closing releases what the writer holds, and says nothing about the image being complete. The target's files stay
 * their owner's to close.
 */
public interface ImageWriter extends Closeable {

    /**
     * Where a stretch of the disk is stored.
     *
     * @param offset of the first byte in {@code file}
     * @param length how many of the bytes that were asked for go there: all, or at least one unit
     */
    record Placement(BlockSink file, long offset, int length) {}

    /** Size of the disk as the image will state it: what was asked for, rounded up to what the format can express. */
    long virtualSize();

    /**
     * What is stored as a whole or not at all, in bytes: a power of two from 512 to 2 MiB. Everything that is placed
     * starts at a multiple of it, and ends at one or at the end of the disk.
     */
    int unitSize();

    /**
     * Says where content goes that is stored as it is.
     *
     * @param position on the guest's disk; a multiple of the unit, not below the end of what was placed last
     * @param length in bytes, at least 1; reaches to a multiple of the unit, or to the end of the disk as it was asked
     *     for, which the format may have rounded up: what follows in the last unit is then left to read as zeros
     */
    Placement place(long position, int length) throws IOException;

    /**
     * Makes a part of the disk read as zeros whatever the backing file has there. Called only for images that have one.
     *
     * @param position and {@code length} as for {@link #place}, but of any length
     */
    default void zero(long position, long length) throws IOException {
        throw new UnsupportedOperationException("images of this format have no backing file");
    }

    /** Whether units are stored encoded, by {@link #newEncoder}. */
    default boolean encodes() {
        return false;
    }

    /** An encoder for one thread, which closes it. */
    default Encoder newEncoder() {
        throw new UnsupportedOperationException("units are stored as they are");
    }

    /**
     * Says where a unit goes that was encoded.
     *
     * @param position of the unit, as for {@link #place}
     * @param length of what the encoder made of it
     * @return a place for all of it
     */
    default Placement placeEncoded(long position, int length) throws IOException {
        throw new UnsupportedOperationException("units are stored as they are");
    }

    /** Writes what is still missing: the tables, and the header last. The files are not forced to storage. */
    void finish() throws IOException;

    /** Turns units into what is stored for them; used by one thread at a time, and without regard to order. */
    interface Encoder extends AutoCloseable {

        /** The most bytes that one unit can become. */
        int maxEncodedLength();

        /**
         * Encodes one unit.
         *
         * @param position of the unit on the guest's disk
         * @param unit its bytes, always a whole unit: zeros follow where the disk ends before it; direct, and consumed
         *     or not as the encoder likes
         * @param target direct, with room for {@link #maxEncodedLength} bytes
         * @return false if the unit is better stored as it is; what was put into the target then does not matter
         */
        boolean encode(long position, ByteBuffer unit, ByteBuffer target) throws IOException;

        @Override
        void close();
    }
}
