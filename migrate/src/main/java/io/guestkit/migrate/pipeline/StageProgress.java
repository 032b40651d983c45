package io.guestkit.migrate.pipeline;

import io.guestkit.convert.ConversionProgress;
import io.guestkit.io.Progress;
import java.time.Duration;

/** Adds up how far a step of a stage is, and tells it now and then. */
final class StageProgress implements Progress {

    private static final long INTERVAL_NANOS = 200_000_000;

    private final Stage stage;
    private final PipelineEvent.Progress.Step step;
    private final Tools tools;
    private final long start = System.nanoTime();
    private long next = INTERVAL_NANOS;
    private long done;
    private long total;

    /** @param total bytes in all; 0 if nobody knows yet */
    StageProgress(Stage stage, PipelineEvent.Progress.Step step, long total, Tools tools) {
        this.stage = stage;
        this.step = step;
        this.total = total;
        this.tools = tools;
    }

    synchronized void total(long total) {
        this.total = total;
    }

    @Override
    public synchronized void advance(long delta) {
        done += delta;
        long elapsed = System.nanoTime() - start;
        if (elapsed >= next) {
            next = elapsed + INTERVAL_NANOS;
            tell(elapsed);
        }
    }

    synchronized void finish() {
        tell(System.nanoTime() - start);
    }

    private void tell(long elapsed) {
        tools.tell(new PipelineEvent.Progress(stage, step, done, total, Duration.ofNanos(elapsed)));
    }

    /** What a conversion or a comparison tells of itself. */
    static ConversionProgress of(Stage stage, Tools tools) {
        return update -> tools.tell(new PipelineEvent.Progress(
                stage,
                switch (update.stage()) {
                    case COPY -> PipelineEvent.Progress.Step.COPY;
                    case VERIFY -> PipelineEvent.Progress.Step.HASH;
                    case COMPARE -> PipelineEvent.Progress.Step.COMPARE;
                },
                update.done(),
                update.total(),
                update.elapsed()));
    }
}
