package io.guestkit.cli;

import io.guestkit.convert.ConversionProgress;
import io.guestkit.migrate.pipeline.Hook;
import io.guestkit.migrate.pipeline.PipelineEvent;
import io.guestkit.migrate.pipeline.PipelineListener;
import io.guestkit.migrate.pipeline.StageResult;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what happens in a migration: in words on standard error, or as an event a line on standard output. */
final class MigrationDisplay implements PipelineListener, Closeable {

    private static final long LINE_INTERVAL_NANOS = 1_000_000_000L;

    private final Invocation call;
    private final boolean words;
    private @Nullable ProgressDisplay progress;
    private PipelineEvent.Progress.@Nullable Step step;
    private long lastLine = System.nanoTime();

    MigrationDisplay(Invocation call) {
        this.call = call;
        this.words = call.output() == OutputFormat.TEXT;
    }

    @Override
    public void happened(PipelineEvent event) {
        switch (event) {
            case PipelineEvent.StageStarted started ->
                call.examine(started.stage().id());
            case PipelineEvent.HookStarted started ->
                call.examine(started.stage().id());
            default -> {
                // not about where we are
            }
        }
        if (words) {
            show(event);
        } else if (!(event instanceof PipelineEvent.Progress) || isTime()) {
            line(event.document(), null);
        }
    }

    private boolean isTime() {
        long now = System.nanoTime();
        if (now - lastLine < LINE_INTERVAL_NANOS) {
            return false;
        }
        lastLine = now;
        return true;
    }

    private void show(PipelineEvent event) {
        switch (event) {
            case PipelineEvent.Progress update -> show(update);
            case PipelineEvent.Began began -> {
                if (began.resumed()) {
                    note("going on with " + began.workDirectory());
                }
            }
            case PipelineEvent.StageStarted started -> {
                // it is told when it is over
            }
            case PipelineEvent.HookStarted started -> {
                // as above
            }
            case PipelineEvent.HookFinished finished ->
                note("%s %s: %s%s"
                        .formatted(
                                finished.when() == Hook.When.BEFORE ? "before" : "after",
                                finished.stage().id(),
                                finished.name(),
                                finished.error()
                                        .map(error -> ": failed: " + error)
                                        .orElse("")));
            case PipelineEvent.Note said -> note(said.stage().id() + ": " + said.message());
            case PipelineEvent.StageFinished finished -> show(finished.result());
        }
    }

    private void show(StageResult result) {
        String words = switch (result.outcome()) {
            case DONE ->
                result.earlier()
                        ? "done by the earlier run"
                        : "done in %.1f s".formatted(result.duration().toMillis() / 1000.0);
            case DISABLED -> "switched off";
            case SKIPPED -> "skipped: " + result.error().orElse("");
            case FAILED -> "failed";
        };
        note(result.stage().id() + ": " + words);
    }

    private void show(PipelineEvent.Progress update) {
        ProgressDisplay display = progress;
        if (display == null || step != update.step()) {
            close();
            display = ProgressDisplay.of(call.streams(), call.has(Flag.QUIET));
            progress = display;
            step = update.step();
        }
        String verb = switch (update.step()) {
            case FETCH -> "fetching";
            case HASH -> "hashing";
            case COPY -> "copying";
            case COMPARE -> "comparing";
        };
        display.show(
                verb,
                new ConversionProgress.Update(
                        ConversionProgress.Stage.COPY,
                        update.done(),
                        Math.max(update.done(), update.total()),
                        update.elapsed()));
    }

    private void note(String message) {
        close();
        call.streams().note(message);
    }

    /** The migration failed: the last line tells it, too. */
    void failed(Exception failure) {
        close();
        if (!words) {
            Failure told = Failure.of(failure, call.subject());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("success", false);
            document.put("error", told.message());
            document.put("kind", failure.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            document.put("exit_code", told.code());
            line(document, "result");
        }
    }

    /** @param event its name, if the document has none */
    void line(Map<String, Object> document, @Nullable String event) {
        Map<String, Object> named = new LinkedHashMap<>();
        if (event != null) {
            named.put("event", event);
        }
        named.putAll(document);
        try {
            call.streams().jsonLines().print(named);
            call.streams().flush();
        } catch (IOException e) {
            // nobody reads it; the migration goes on, and the last flush tells
        }
    }

    /** Leaves the line of the progress to what comes next. */
    @Override
    public void close() {
        ProgressDisplay display = progress;
        if (display != null) {
            display.close();
            progress = null;
        }
    }
}
