package io.guestkit.cli;

import io.guestkit.io.Cancellation;
import java.io.Closeable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns a signal that ends the process into a request to stop, and holds the process until the work has stopped and
 * cleaned up behind itself.
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

    /** The work has stopped, for whatever reason. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is what made us stop
        }
    }
}
