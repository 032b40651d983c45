package io.guestkit.migrate.fix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An overlay that is being made: a hidden file beside its place, {@code .NAME.guestkit-new}. One process at a time makes it,
 * which a lock on {@code .NAME.guestkit-lock} ensures that goes with the process; so what lies there when the lock is got was
 * left by one that was killed, and is deleted.
 */
final class UnfinishedOverlay implements Closeable {

    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_SIZE = 1 << 30;

    private final Path place;
    private final Path file;
    private final Path lock;
    private final FileChannel locked;

    private UnfinishedOverlay(Path place, Path file, Path lock, FileChannel locked) {
        this.place = place;
        this.file = file;
        this.lock = lock;
        this.locked = locked;
    }

    /**
     * Begins one, of which there is no file yet.
     *
     * @param place where it will be, absolute
     * @throws FixException if another process is making it
     */
    static UnfinishedOverlay at(Path place) throws IOException {
        Path file = place.resolveSibling("." + place.getFileName() + ".guestkit-new");
        Path lock = place.resolveSibling("." + place.getFileName() + ".guestkit-lock");
        UnfinishedOverlay overlay = new UnfinishedOverlay(place, file, lock, locked(lock, place));
        try {
            Files.deleteIfExists(file);
            return overlay;
        } catch (IOException e) {
            overlay.close();
            throw e;
        }
    }

    private static FileChannel locked(Path lock, Path place) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean held = false;
            try {
                FileLock own = channel.tryLock();
                if (own == null) {
                    break;
                }
                held = isStill(lock, channel);
                if (held) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                break; // another thread of this process has it
            } finally {
                if (!held) {
                    channel.close();
                }
            }
        }
        throw new FixException(place + ": another process is making it");
    }

    /**
     * Whether a path leads to the file that was opened there: its owner deletes it. To open it again would give up the lock,
     * so a size that was drawn by lot tells one file of that name from the next; nothing is written but its last byte.
     */
    private static boolean isStill(Path lock, FileChannel channel) throws IOException {
        int size = ThreadLocalRandom.current().nextInt(1, MAX_SIZE);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), size - 1L);
        try {
            return Files.size(lock) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Where it is until it is finished. */
    Path file() {
        return file;
    }

    /** Brings it to its place, in place of what is there. */
    void publish() throws IOException {
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Leaves nothing of it, unless it was published. */
    @Override
    public void close() throws IOException {
        try (locked) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(lock);
        }
    }
}
