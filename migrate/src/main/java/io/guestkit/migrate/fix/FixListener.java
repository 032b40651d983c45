package io.guestkit.migrate.fix;

/** Told how the application of a plan goes on, on the thread that applies it. */
public interface FixListener {

    FixListener NONE = new FixListener() {};

    /** @param what id of a step, or {@code appliance} or {@code verification}, which take a while */
    default void starting(String what) {}

    /** In the end, for each step in order. */
    default void ended(FixStep step, StepResult result) {}
}
