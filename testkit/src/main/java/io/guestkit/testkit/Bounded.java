package io.guestkit.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs code on hostile bytes: it may answer or refuse with an {@link IOException}, in bounded time and heap, and
 * nothing else.
 */
public final class Bounded {

    /** Code that reads something. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    private Bounded() {}

    /** As {@link #run(Duration, long, Body)}, with 256 MiB to allocate. */
    public static Optional<IOException> run(Duration limit, Body body) {
        return run(limit, 256L << 20, body);
    }

    /**
     * @param heap how many bytes the code may allocate in its own thread, all in all, garbage included
     * @return the refusal, if there was one
     */
    public static Optional<IOException> run(Duration limit, long heap, Body body) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        long[] allocated = new long[1];
        Thread thread = Thread.ofPlatform().name("bounded").daemon().unstarted(() -> {
            long before = allocatedByThisThread();
            try {
                body.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
            allocated[0] = allocatedByThisThread() - before;
        });
        thread.start();
        try {
            if (!thread.join(limit)) {
                AssertionError late = new AssertionError("did not end within " + limit);
                late.setStackTrace(thread.getStackTrace());
                throw late;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        Throwable end = thrown.get();
        if (end instanceof Error assertion && end instanceof AssertionError) {
            throw assertion;
        }
        if (end != null && !(end instanceof IOException)) {
            throw new AssertionError("only an IOException may come out of bad input, not " + end, end);
        }
        if (allocated[0] > heap) {
            throw new AssertionError("allocated %d bytes, allowed are %d".formatted(allocated[0], heap));
        }
        return Optional.ofNullable((IOException) end);
    }

    private static long allocatedByThisThread() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
                ? bean.getCurrentThreadAllocatedBytes()
                : 0;
    }
}
