package io.guestkit.migrate.fix;

/**
 * What became of a step.
 *
 * @param detail why it was skipped or failed, or how it was done where there was a choice; may be empty
 */
public record StepResult(String id, Outcome outcome, String detail) {

    /** Nothing counts as done on the word of who did it. */
    public enum Outcome {
        /** Done, and found to be so by the native readers. */
        VERIFIED,
        /** Done, says who did it, and there is nothing by which somebody else could tell. */
        NOT_PROVED,
        /** Not done. */
        SKIPPED,
        /** Could not be done, or is not to be found afterwards. */
        FAILED
    }

    /** Whether others may build upon it. */
    boolean isDone() {
        return outcome == Outcome.VERIFIED || outcome == Outcome.NOT_PROVED;
    }
}
