package io.guestkit.io;

/** The bytes are encrypted and no key that was given opens them. */
public final class KeyRequiredException extends DiskException {

    private static final long serialVersionUID = 1L;

    private final boolean wrong;

    /** No key was given. */
    public KeyRequiredException(String message) {
        this(message, false);
    }

    private KeyRequiredException(String message, boolean wrong) {
        super(message);
        this.wrong = wrong;
    }

    /** Keys were given, and none of them is the right one. */
    public static KeyRequiredException wrong(String message) {
        return new KeyRequiredException(message, true);
    }

    /** Whether keys were given. */
    public boolean isWrong() {
        return wrong;
    }

    @Override
    public KeyRequiredException in(String where) {
        KeyRequiredException located = new KeyRequiredException(where + ": " + getMessage(), wrong);
        located.initCause(this);
        return located;
    }
}
