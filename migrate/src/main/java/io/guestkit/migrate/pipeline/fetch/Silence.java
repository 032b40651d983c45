package io.guestkit.migrate.pipeline.fetch;

import io.guestkit.io.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** Closes a stream that nothing comes out of any more, or that nobody wants any more: reading it then ends. */
final class Silence implements Closeable {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final InputStream stream;
    private final long limitNanos;
    private final Cancellation cancellation;
    private final Thread watch;
    private volatile long lastHeard = System.nanoTime();
    private volatile boolean broken;
    private volatile boolean done;

    Silence(InputStream stream, Duration limit, Cancellation cancellation) {
        this.stream = stream;
        this.limitNanos = limit.toNanos();
        this.cancellation = cancellation;
        this.watch = Thread.ofVirtual().start(this::watch);
    }

    /** Something came. */
    void heard() {
        lastHeard = System.nanoTime();
    }

    /** Whether the stream was closed because it was silent for too long. */
    boolean broken() {
        return broken;
    }

    private void watch() {
        try {
            while (!done) {
                Thread.sleep(INTERVAL);
                boolean silent = System.nanoTime() - lastHeard > limitNanos;
                if (!done && (silent || cancellation.isRequested())) {
                    broken = silent;
                    stream.close();
                    return;
                }
            }
        } catch (InterruptedException | IOException e) {
            // nobody reads it any more, or its reader will be told
        }
    }

    @Override
    public void close() {
        done = true;
        watch.interrupt();
    }
}
