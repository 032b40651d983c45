package io.guestkit.migrate.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a hook with which the migration went on.
 *
 * @param stage that it belongs to
 * @param name that messages call it by
 * @param duration of all its attempts
 * @param error why it failed, and was skipped as was declared; empty if all is well
 * @param earlier whether it ran in an earlier run, which this one continues
 */
public record HookResult(
        Stage stage, Hook.When when, String name, Duration duration, Optional<String> error, boolean earlier) {

    /** Whether it failed, and the migration went on without it, as was declared. */
    public boolean skipped() {
        return error.isPresent();
    }

    /** As plain maps and lists. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("stage", stage.id());
        document.put("when", when.name().toLowerCase(Locale.ROOT));
        document.put("hook", name);
        document.put("success", !skipped());
        document.put("outcome", skipped() ? "skipped" : "done");
        document.put("duration_secs", duration.toMillis() / 1000.0);
        error.ifPresent(text -> document.put("error", text));
        document.put("earlier", earlier);
        return document;
    }
}
