package io.guestkit.migrate.pipeline.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A lock of the system upon a file that is there for that alone. It goes with the process. */
public final class ProcessLock implements Closeable {

    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_SIZE = 1 << 20;

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes it; the file is made if need be.
     *
     * @return empty if another process, or another thread of this one, has it
     * @throws NoSuchFileException if the directory is not there
     */
    public static Optional<ProcessLock> take(Path file) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean held = false;
            try {
                FileLock own = channel.tryLock();
                if (own == null) {
                    break;
                }
                held = isStill(file, channel);
                if (held) {
                    return Optional.of(new ProcessLock(file, channel));
                }
            } catch (OverlappingFileLockException e) {
                break; // another thread of this process has it
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a path leads to the file that was opened there: its owner deletes it. To open it again would give up the lock,
     * so a size that was drawn by lot tells one file of that name from the next; nothing is written but its last byte.
     */
    private static boolean isStill(Path file, FileChannel channel) throws IOException {
        int size = ThreadLocalRandom.current().nextInt(1, MAX_SIZE);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), size - 1L);
        try {
            return Files.size(file) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Deletes the file, while nobody else can have the lock. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Lets others have it. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
