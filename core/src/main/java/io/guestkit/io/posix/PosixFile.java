package io.guestkit.io.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Optional;

/** A descriptor of our own on a file, for what a FileChannel does not offer. Safe for use by several threads. */
public final class PosixFile implements Closeable {

    /** Whether a call worked; the errors that callers act upon are told apart. */
    public enum Outcome {
        DONE,
        /** The file system cannot do that, or not with these files. */
        UNSUPPORTED
    }

    private final Path path;
    private final int descriptor;
    private boolean closed;

    private PosixFile(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /** Opens a file for {@link #nextData} and as the source of {@link #cloneTo}; empty where this system is none of ours. */
    public static Optional<PosixFile> openForReading(Path path) {
        return open(path, Access.READ);
    }

    /** Opens a file that exists for {@link #reserve} and as the target of {@link #cloneTo}. */
    public static Optional<PosixFile> openForWriting(Path path) {
        return open(path, Access.WRITE);
    }

    /** Binds the functions of the system, which takes long enough to be worth doing beside something else. */
    public static void prepare() {
        if (LibC.isLinux()) {
            try (LibC.Call call = new LibC.Call()) {
                call.ofInt(LibC.CLOSE, -1, 0, 0, 0);
            }
        }
    }

    private enum Access {
        READ,
        WRITE
    }

    private static Optional<PosixFile> open(Path path, Access access) {
        if (path.getFileSystem() != FileSystems.getDefault() || !LibC.isLinux()) {
            return Optional.empty();
        }
        int flags = (access == Access.READ ? LibC.O_RDONLY : LibC.O_WRONLY) | LibC.O_CLOEXEC;
        try (LibC.Call call = new LibC.Call()) {
            int descriptor =
                    call.ofInt(LibC.OPEN, call.text(path.toAbsolutePath().toString()), flags, 0, 0);
            return descriptor < 0 ? Optional.empty() : Optional.of(new PosixFile(path, descriptor));
        }
    }

    /**
     * Where the first data at or behind {@code position} starts.
     *
     * @param position in bytes, inside the file
     * @return the file's size or more if there is none; {@code position} where the file system does not tell
     */
    public long nextData(long position, long size) throws IOException {
        return seek(position, LibC.SEEK_DATA, size, position);
    }

    /**
     * Where the first hole behind {@code position} starts, at the latest at the end of the file.
     *
     * @param position in bytes, inside the file
     * @return the file's size where the file system does not tell
     */
    public long nextHole(long position, long size) throws IOException {
        return seek(position, LibC.SEEK_HOLE, size, size);
    }

    private synchronized long seek(long position, int whence, long nothing, long unknown) throws IOException {
        if (closed) {
            throw new java.nio.channels.ClosedChannelException();
        }
        try (LibC.Call call = new LibC.Call()) {
            long found = call.of(LibC.LSEEK, descriptor, position, whence, 0);
            if (found >= 0) {
                return found;
            }
            return call.errno() == LibC.ENXIO ? nothing : unknown;
        }
    }

    /**
     * Makes another file the same as this one without copying: both share their blocks until one of them is written to.
     *
     * @param target whose content is replaced
     */
    public Outcome cloneTo(PosixFile target) {
        try (LibC.Call call = new LibC.Call()) {
            int result = call.ofInt(LibC.IOCTL, target.descriptor, LibC.FICLONE, descriptor, 0);
            return result == 0 ? Outcome.DONE : Outcome.UNSUPPORTED;
        }
    }

    /**
     * Reserves room for a part of the file, which grows to hold it.
     *
     * @throws FileSystemException if there is not enough room
     */
    public Outcome reserve(long position, long length) throws IOException {
        if (length == 0) {
            return Outcome.DONE;
        }
        try (LibC.Call call = new LibC.Call()) {
            int result;
            do {
                result = call.ofInt(LibC.FALLOCATE, descriptor, 0, position, length);
            } while (result != 0 && call.errno() == LibC.EINTR);
            if (result != 0 && call.errno() == LibC.ENOSPC) {
                throw new FileSystemException(path.toString(), null, "No space left on device");
            }
            return result == 0 ? Outcome.DONE : Outcome.UNSUPPORTED;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (LibC.Call call = new LibC.Call()) {
            int ignored = call.ofInt(LibC.CLOSE, descriptor, 0, 0, 0);
            assert ignored == 0 || call.errno() != LibC.EBADF;
        }
    }
}
