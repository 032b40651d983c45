package io.guestkit.cli;

import io.guestkit.io.Cancellation;
import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal that ends the process into a request to stop, and holds the process until the work has stopped, has
 * cleaned up behind itself, and has said so.
 */
final class Interruption implements Closeable {

    private static final int PATIENCE_SECONDS = 30;

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop);

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** To be looked at between chunks. */
    Cancellation cancellation() {
        return cancellation;
    }

    private void stop() {
        cancellation.request();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has stopped, for whatever reason. If the process is ending, it ends when everything is said. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
            done.countDown();
        } catch (IllegalStateException e) {
            Main.awaited(done); // the hook is what made us stop
        }
    }
}
