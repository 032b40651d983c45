package io.guestkit.convert;

import io.guestkit.io.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Adds up what threads report, and passes it on now and then. */
final class ProgressMeter implements Progress {

    private static final long INTERVAL_NANOS = 100_000_000;

    private final ConversionProgress listener;
    private final ConversionProgress.Stage stage;
    private final long total;
    private final LongSupplier clock;
    private final long start;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong next = new AtomicLong(INTERVAL_NANOS);

    ProgressMeter(ConversionProgress listener, ConversionProgress.Stage stage, long total) {
        this(listener, stage, total, System::nanoTime);
    }

    ProgressMeter(ConversionProgress listener, ConversionProgress.Stage stage, long total, LongSupplier clock) {
        this.listener = listener;
        this.stage = stage;
        this.total = total;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    @Override
    public void advance(long delta) {
        done.addAndGet(delta);
        long elapsed = clock.getAsLong() - start;
        long due = next.get();
        // the one who moves the time on is the one who reports
        if (elapsed >= due && next.compareAndSet(due, elapsed + INTERVAL_NANOS)) {
            reportOnTheWay();
        }
    }

    private synchronized void reportOnTheWay() {
        long far = done.get();
        // that all is done is said once, by finish()
        if (far < total) {
            report(far);
        }
    }

    /** Says that the stage is over. */
    synchronized void finish() {
        done.set(total);
        report(total);
    }

    private void report(long far) {
        listener.update(new ConversionProgress.Update(stage, far, total, Duration.ofNanos(clock.getAsLong() - start)));
    }
}
