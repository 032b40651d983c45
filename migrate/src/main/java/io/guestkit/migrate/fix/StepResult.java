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
        /** Not done. */
        SKIPPED,
        /** Could not be done, or is not to be found afterwards. */
        FAILED
    }
}
