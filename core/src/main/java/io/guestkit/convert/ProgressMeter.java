package io.guestkit.convert;

import io.guestkit.io.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up what threads report, and passes it on now and then. */
final class ProgressMeter implements Progress {

    private static final long INTERVAL_NANOS = 100_000_000;

    private final ConversionProgress listener;
    private final ConversionProgress.Stage stage;
    private final long total;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong next = new AtomicLong(INTERVAL_NANOS);

    ProgressMeter(ConversionProgress listener, ConversionProgress.Stage stage, long total) {
        this.listener = listener;
        this.stage = stage;
        this.total = total;
    }

    @Override
    public void advance(long delta) {
        done.addAndGet(delta);
        long elapsed = System.nanoTime() - start;
        long due = next.get();
        // the one who moves the time on is the one who reports
        if (elapsed >= due && next.compareAndSet(due, elapsed + INTERVAL_NANOS)) {
            report(elapsed);
        }
    }

    private synchronized void report(long elapsed) {
        listener.update(
                new ConversionProgress.Update(stage, Math.min(done.get(), total), total, Duration.ofNanos(elapsed)));
    }

    /** Says that the stage is over. */
    void finish() {
        done.set(total);
        report(System.nanoTime() - start);
    }
}
