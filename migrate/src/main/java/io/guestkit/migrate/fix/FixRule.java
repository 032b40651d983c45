package io.guestkit.migrate.fix;

import java.io.IOException;
import java.util.Set;

/** Knows one thing that keeps guests from running elsewhere, and what to change about it. */
public interface FixRule {

    /** What it is called in plans, such as {@code fstab}. */
    String name();

    /** Which of somebody's wishes it grants. */
    default Set<FixOptions.Wish> grants() {
        return Set.of();
    }

    /** Looks at the guest, and adds steps and notes to its plan. */
    void plan(Draft draft) throws IOException;
}
