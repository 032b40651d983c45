package io.guestkit.migrate.fix;

import io.guestkit.migrate.pipeline.io.ProcessLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An overlay that is being made: a hidden file beside its place, {@code .NAME.guestkit-new}. One process at a time makes it,
 * which a lock on {@code .NAME.guestkit-lock} ensures that goes with the process; so what lies there when the lock is got was
 * left by one that was killed, and is deleted.
 */
final class UnfinishedOverlay implements Closeable {

    private final Path place;
    private final Path file;
    private final ProcessLock lock;

    private UnfinishedOverlay(Path place, Path file, ProcessLock lock) {
        this.place = place;
        this.file = file;
        this.lock = lock;
    }

    /**
     * Begins one, of which there is no file yet.
     *
     * @param place where it will be, absolute
     * @throws FixException if another process is making it
     */
    static UnfinishedOverlay at(Path place) throws IOException {
        Path file = place.resolveSibling("." + place.getFileName() + ".guestkit-new");
        ProcessLock lock = ProcessLock.take(place.resolveSibling("." + place.getFileName() + ".guestkit-lock"))
                .orElseThrow(() -> new FixException(place + ": another process is making it"));
        UnfinishedOverlay overlay = new UnfinishedOverlay(place, file, lock);
        try {
            Files.deleteIfExists(file);
            return overlay;
        } catch (IOException e) {
            overlay.close();
            throw e;
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
        try (lock) {
            Files.deleteIfExists(file);
            lock.delete();
        }
    }
}
