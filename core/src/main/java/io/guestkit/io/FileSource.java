package io.guestkit.io;

import io.guestkit.io.posix.PosixFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file or a block device, opened for reading only.
 *
 * <p>An interrupt that hits one thread in the middle of a read makes the JDK close the channel for all of them. This
 * class then opens the file anew and finishes the read of every thread; the interrupt status of the one that was
 * interrupted is kept for it to look at.
 */
public final class FileSource implements BlockSource {

    /** Largest single transfer: the JDK keeps a direct buffer of this size for each thread that reads. */
    private static final int CHUNK = 1 << 20;

    /** Transfers shrink to this after interrupts: bytes of a transfer that one has hit are lost and read again. */
    private static final int SMALLEST_CHUNK = 1 << 12;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFBLK = 0x6000;

    private final Path path;
    /** What the file is, whatever its name comes to mean while it is open; null where the platform cannot tell. */
    private final @Nullable Object fileKey;

    private final long size;
    private final Progress reads;
    private volatile FileChannel channel;
    private volatile boolean closed;
    /** Opened when holes are first asked for; null until then, and empty where nobody can tell. */
    private volatile @Nullable Optional<PosixFile> holes;
    /** The extent that was found last, as far as it reaches: some file systems look at each page of it to find its end. */
    private volatile @Nullable Extent recentExtent;

    private FileSource(Path path, @Nullable Object fileKey, FileChannel channel, long size, Progress reads) {
        this.path = path;
        this.fileKey = fileKey;
        this.channel = channel;
        this.size = size;
        this.reads = reads;
    }

    /**
     * @throws NoSuchFileException if there is no such file
     * @throws FileSystemException if it is neither a regular file nor a block device, or may not be read
     */
    public static FileSource open(Path path) throws IOException {
        return open(path, Progress.NONE);
    }

    /**
     * As {@link #open(Path)}.
     *
     * @param reads told of every byte that is read, by whichever thread reads it
     */
    public static FileSource open(Path path, Progress reads) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new FileSystemException(path.toString(), null, "is a directory, not a disk image");
        }
        if (!attributes.isRegularFile() && !isBlockDevice(path)) {
            throw new FileSystemException(path.toString(), null, "is neither a regular file nor a block device");
        }
        boolean interrupted = Thread.interrupted(); // as in read: asking for the size is I/O as well
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return new FileSource(path, attributes.fileKey(), channel, channel.size(), reads);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isBlockDevice(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(path, "unix:mode") & S_IFMT) == S_IFBLK;
    }

    public Path path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int start = target.position();
        int chunk = CHUNK;
        boolean interrupted = Thread.interrupted(); // a pending interrupt would close the channel at once
        try {
            while (target.hasRemaining()) {
                FileChannel current = channel;
                try {
                    readChunk(current, position + (target.position() - start), target, chunk);
                } catch (ClosedChannelException e) {
                    interrupted |= Thread.interrupted();
                    chunk = Math.max(SMALLEST_CHUNK, chunk / 4);
                    reopen(current);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Holes of the file, where the system can tell; all of it is data otherwise. */
    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        Extent found = recentExtent;
        if (found == null || position < found.position() || position >= found.end()) {
            found = findExtent(position);
            recentExtent = found;
        }
        return new Extent(position, Math.min(length, found.end() - position), found.kind());
    }

    private Extent findExtent(long position) throws IOException {
        PosixFile file = holes().orElse(null);
        if (file == null) {
            return new Extent(position, size - position, Extent.Kind.DATA);
        }
        long data = Math.min(file.nextData(position, size), size);
        if (data > position) {
            return new Extent(position, data - position, Extent.Kind.HOLE);
        }
        long hole = Math.min(file.nextHole(position, size), size);
        return new Extent(position, (hole > position ? hole : size) - position, Extent.Kind.DATA);
    }

    private Optional<PosixFile> holes() throws IOException {
        Optional<PosixFile> file = holes;
        return file != null ? file : openHoles();
    }

    private synchronized Optional<PosixFile> openHoles() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Optional<PosixFile> file = holes;
        if (file == null) {
            file = PosixFile.openForReading(path);
            holes = file;
        }
        return file;
    }

    private void readChunk(FileChannel channel, long position, ByteBuffer target, int chunk) throws IOException {
        int end = target.limit();
        target.limit(Math.min(end, target.position() + chunk));
        try {
            int count = channel.read(target, position);
            if (count < 0) {
                throw new EOFException("%s was %d bytes long when it was opened and now ends before byte %d"
                        .formatted(path, size, position));
            }
            reads.advance(count);
        } finally {
            target.limit(end);
        }
    }

    /** Replaces the channel that an interrupt closed, once for all threads that found it closed. */
    @SuppressWarnings("ReferenceEquality") // this channel and no other that happens to be equal
    private synchronized void reopen(FileChannel dead) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (channel != dead) {
            return;
        }
        if (!Objects.equals(
                fileKey, Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
            throw new FileSystemException(path.toString(), null, "was replaced by another file while it was open");
        }
        channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        Optional<PosixFile> file = holes;
        if (file != null && file.isPresent()) {
            file.get().close();
        }
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
