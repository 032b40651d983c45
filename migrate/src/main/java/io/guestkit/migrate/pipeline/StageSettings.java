package io.guestkit.migrate.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * How a stage is to run.
 *
 * @param enabled whether it is to run at all; so are its hooks
 * @param before hooks, in their order
 * @param after hooks, in their order
 */
public record StageSettings(
        boolean enabled, OnFailure onFailure, List<Hook.Declared> before, List<Hook.Declared> after) {

    /** It runs, without hooks, and its failure is the end. */
    public static final StageSettings DEFAULT = new StageSettings(true, OnFailure.STOP, List.of(), List.of());

    public StageSettings {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    public StageSettings withEnabled(boolean enabled) {
        return new StageSettings(enabled, onFailure, before, after);
    }

    public StageSettings withOnFailure(OnFailure onFailure) {
        return new StageSettings(enabled, onFailure, before, after);
    }

    /** One more hook, behind those that are there. */
    public StageSettings withHook(Hook.When when, Hook.Declared hook) {
        List<Hook.Declared> more = new ArrayList<>(when == Hook.When.BEFORE ? before : after);
        more.add(hook);
        return when == Hook.When.BEFORE
                ? new StageSettings(enabled, onFailure, more, after)
                : new StageSettings(enabled, onFailure, before, more);
    }

    List<Hook.Declared> hooks(Hook.When when) {
        return when == Hook.When.BEFORE ? before : after;
    }
}
