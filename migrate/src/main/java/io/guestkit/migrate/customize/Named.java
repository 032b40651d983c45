package io.guestkit.migrate.customize;

import io.guestkit.migrate.fix.Draft;
import java.io.IOException;

/** A change with the name that its steps have in plans. */
record Named(String name, Step step) implements Customization {

    /** What it plans. */
    @FunctionalInterface
    interface Step {
        void plan(Draft draft) throws IOException;
    }

    @Override
    public void plan(Draft draft) throws IOException {
        step.plan(draft);
    }
}
