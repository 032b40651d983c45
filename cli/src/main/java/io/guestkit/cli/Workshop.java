package io.guestkit.cli;

import io.guestkit.io.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A temporary directory beside a destination, where a copy is built out of everybody's sight. It is gone afterwards, also
 * if the user interrupts: the process then waits for the copying to stop and for the directory to be emptied.
 */
final class Workshop implements Closeable {

    private static final int PATIENCE_SECONDS = 30;

    private final Path directory;
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread interrupter = new Thread(this::interrupt);

    /** @param parent on the file system of the destination, so that a rename can move the copy there */
    Workshop(Path parent) throws IOException {
        directory = Files.createTempDirectory(parent, ".guestkit-");
        Runtime.getRuntime().addShutdownHook(interrupter);
    }

    /** Where the copy is to be built. */
    Path place() {
        return directory.resolve("copy");
    }

    /** To be looked at between chunks. */
    Cancellation cancellation() {
        return cancellation;
    }

    private void interrupt() {
        cancellation.request();
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Leftovers.delete(directory);
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(interrupter);
        } catch (IllegalStateException e) {
            // The hook is what made us stop.
        }
    }
}
