package io.guestkit.migrate.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a stage.
 *
 * @param started when it began
 * @param duration of its work and of all its attempts, without hooks
 * @param data what it has to tell: plain maps, lists, texts, numbers and truth values
 * @param error why it failed, or could not be done; empty if all is well
 * @param earlier whether an earlier run has done it, which this one continues
 */
public record StageResult(
        Stage stage,
        Outcome outcome,
        Instant started,
        Duration duration,
        Map<String, Object> data,
        Optional<String> error,
        boolean earlier) {

    /** How it ended. */
    public enum Outcome {
        DONE,
        /** It was switched off. */
        DISABLED,
        /** It failed, and the migration goes on without it. */
        SKIPPED,
        /** It failed, and the migration with it. */
        FAILED
    }

    public StageResult {
        data = new LinkedHashMap<>(data);
    }

    /** Whether it did what it is for, or was not asked to. */
    public boolean success() {
        return outcome == Outcome.DONE || outcome == Outcome.DISABLED;
    }

    /** As plain maps and lists. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("stage", stage.id());
        document.put("success", success());
        document.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        document.put("started", started.toString());
        document.put("duration_secs", duration.toMillis() / 1000.0);
        document.put("data", data);
        error.ifPresent(text -> document.put("error", text));
        document.put("earlier", earlier);
        return document;
    }
}
