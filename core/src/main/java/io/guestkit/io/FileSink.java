package io.guestkit.io;

import io.guestkit.io.posix.PosixFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file on the host. Not for threads that may be interrupted: an interrupt in the middle of a write closes the file
 * for all of them.
 */
public final class FileSink implements BlockSink {

    /** The most that is written at once: the JDK keeps a direct buffer of that size for heap bytes. */
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    private FileSink(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the file.
     *
     * @param path on the default file system
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    public static FileSink create(Path path) throws IOException {
        return new FileSink(path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    public Path path() {
        return path;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        long at = position;
        try {
            while (bytes.position() < end) {
                bytes.limit(Math.min(end, bytes.position() + CHUNK));
                at += channel.write(bytes, at);
            }
        } finally {
            bytes.limit(end);
        }
    }

    @Override
    public void resize(long size) throws IOException {
        long now = channel.size();
        if (size < now) {
            channel.truncate(size);
        } else if (size > now) {
            // a FileChannel can make a file longer only by a write, which would cost a block
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(size);
            }
        }
    }

    @Override
    public void reserve(long position, long length) throws IOException {
        PosixFile file = PosixFile.openForWriting(path).orElse(null);
        try (file) {
            if (file == null || file.reserve(position, length) != PosixFile.Outcome.DONE) {
                throw new UnsupportedFeatureException(
                        path + ": this system cannot reserve room in advance (fallocate); do without preallocation");
            }
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
