package io.guestkit.migrate.fix;

import java.io.IOException;

/** Knows one thing that keeps guests from running elsewhere, and what to change about it. */
public interface FixRule {

    /** What it is called in plans, such as {@code fstab}. */
    String name();

    /** Looks at the guest, and adds steps and notes to its plan. */
    void plan(Draft draft) throws IOException;
}
