package io.guestkit.volume;

/**
 * Something that was found and not looked into: what a report must say lest it look complete.
 *
 * @param location what it is
 * @param code one of a few words that programs can rely on
 * @param reason one sentence
 */
public record NotExamined(Location location, Code code, String reason) {

    /** Why something was not looked into. */
    public enum Code {
        /** It is encrypted and no key was given that opens it. */
        KEY_REQUIRED,
        /** It is of a known kind that is not implemented, or uses a feature that is not. */
        UNSUPPORTED,
        /** Its structures contradict themselves. */
        CORRUPT,
        /** Its bytes could not be read. */
        UNREADABLE,
        /** Nothing that is known by a signature. */
        UNKNOWN,
    }
}
