package io.guestkit.migrate.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Something that happened in a migration. */
public sealed interface PipelineEvent {

    /** As plain maps and lists, the name of the event under {@code event}. */
    Map<String, Object> document();

    /**
     * It begins.
     *
     * @param resumed whether it goes on where an earlier run stopped
     */
    record Began(Path workDirectory, boolean resumed) implements PipelineEvent {
        @Override
        public Map<String, Object> document() {
            Map<String, Object> document = named("began");
            document.put("work_dir", workDirectory.toString());
            document.put("resumed", resumed);
            return document;
        }
    }

    /** A stage begins; its hooks come before. */
    record StageStarted(Stage stage) implements PipelineEvent {
        @Override
        public Map<String, Object> document() {
            Map<String, Object> document = named("stage_started");
            document.put("stage", stage.id());
            return document;
        }
    }

    /**
     * How far a step of a stage is; a few times a second at most, and once at its end.
     *
     * @param done bytes that are dealt with, those that need not be read included
     * @param total bytes in all; 0 if nobody knows
     * @param elapsed since the step began
     */
    record Progress(Stage stage, Step step, long done, long total, Duration elapsed) implements PipelineEvent {

        /** What is being done. */
        public enum Step {
            FETCH,
            HASH,
            COPY,
            COMPARE
        }

        @Override
        public Map<String, Object> document() {
            Map<String, Object> document = named("progress");
            document.put("stage", stage.id());
            document.put("step", step.name().toLowerCase(Locale.ROOT));
            document.put("done", done);
            document.put("total", total);
            document.put("elapsed_secs", elapsed.toMillis() / 1000.0);
            return document;
        }
    }

    /** A hook begins. */
    record HookStarted(Stage stage, Hook.When when, String name) implements PipelineEvent {
        @Override
        public Map<String, Object> document() {
            return hook("hook_started", stage, when, name);
        }
    }

    /**
     * A hook has ended.
     *
     * @param error why it failed, if it did
     */
    record HookFinished(Stage stage, Hook.When when, String name, Duration duration, Optional<String> error)
            implements PipelineEvent {
        @Override
        public Map<String, Object> document() {
            Map<String, Object> document = hook("hook_finished", stage, when, name);
            document.put("success", error.isEmpty());
            document.put("duration_secs", duration.toMillis() / 1000.0);
            error.ifPresent(text -> document.put("error", text));
            return document;
        }
    }

    /** Something worth knowing that stops nothing. */
    record Note(Stage stage, String message) implements PipelineEvent {
        @Override
        public Map<String, Object> document() {
            Map<String, Object> document = named("note");
            document.put("stage", stage.id());
            document.put("message", message);
            return document;
        }
    }

    /** A stage has ended, or was ended by an earlier run. */
    record StageFinished(StageResult result) implements PipelineEvent {
        @Override
        public Map<String, Object> document() {
            Map<String, Object> document = named("stage_finished");
            document.putAll(result.document());
            return document;
        }
    }

    private static Map<String, Object> named(String event) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("event", event);
        return document;
    }

    private static Map<String, Object> hook(String event, Stage stage, Hook.When when, String name) {
        Map<String, Object> document = named(event);
        document.put("stage", stage.id());
        document.put("when", when.name().toLowerCase(Locale.ROOT));
        document.put("hook", name);
        return document;
    }
}
