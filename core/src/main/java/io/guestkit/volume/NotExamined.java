package io.guestkit.volume;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;

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
        /** It is encrypted and no key was given for it. */
        KEY_REQUIRED,
        /** It is encrypted, and the keys that were given for it do not open it. */
        KEY_WRONG,
        /** It is of a known kind that is not implemented, or uses a feature that is not. */
        UNSUPPORTED,
        /** Its structures contradict themselves. */
        CORRUPT,
        /** Its bytes could not be read. */
        UNREADABLE,
        /** Nothing that is known by a signature. */
        UNKNOWN,
    }

    /** What kept something from being looked into. */
    public static NotExamined of(Location location, IOException e) {
        Code code = switch (e) {
            case CorruptDataException corrupt -> Code.CORRUPT;
            case EOFException cut -> Code.CORRUPT;
            case UnsupportedFeatureException unsupported -> Code.UNSUPPORTED;
            case KeyRequiredException locked -> locked.isWrong() ? Code.KEY_WRONG : Code.KEY_REQUIRED;
            default -> Code.UNREADABLE;
        };
        String message = e.getMessage();
        return new NotExamined(location, code, message == null ? e.getClass().getSimpleName() : message);
    }
}
