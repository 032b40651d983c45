package io.guestkit.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that is being written, at any position. What was never written, below the end, reads as zeros and takes no
 * room where the file system can have holes. Safe for use by several threads at once.
 */
public interface BlockSink extends Closeable {

    /**
     * Writes what remains of {@code bytes}; the file grows where that is needed.
     *
     * @param position of the first byte in the file, at least 0
     * @throws IOException if that fails, as on a full disk; how much was written is then not known
     */
    void write(long position, ByteBuffer bytes) throws IOException;

    /** Makes the file exactly that long, in bytes: it ends in a hole, or is cut. */
    void resize(long size) throws IOException;

    /**
     * Makes sure that writes to a part of the file will find room.
     *
     * @throws UnsupportedFeatureException if the system has no way to do that
     */
    void reserve(long position, long length) throws IOException;

    /** Returns when all that was written is on stable storage. */
    void force() throws IOException;
}
