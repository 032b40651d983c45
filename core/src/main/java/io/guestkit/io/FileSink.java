package io.guestkit.io;

import io.guestkit.io.posix.PosixFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
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
    private final Path title;
    private final FileChannel channel;

    private FileSink(Path path, Path title, FileChannel channel) {
        this.path = path;
        this.title = title;
        this.channel = channel;
    }

    /**
     * Creates the file.
     *
     * @param path on the default file system
     * @param title what messages call it: where it will be when it is complete
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    public static FileSink create(Path path, Path title) throws IOException {
        return new FileSink(
                path, title, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Opens a file that exists. As {@link #create} otherwise. */
    public static FileSink open(Path path, Path title) throws IOException {
        return new FileSink(path, title, FileChannel.open(path, StandardOpenOption.WRITE));
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
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        } finally {
            bytes.limit(end);
        }
    }

    /** The system's message, such as that the disk is full, with the name of the file. */
    private FileSystemException failed(IOException e) {
        FileSystemException named = new FileSystemException(title.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
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
                        title + ": this system cannot reserve room in advance (fallocate); do without preallocation");
            }
        }
    }

    @Override
    public void force() throws IOException {
        try {
            channel.force(true);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
