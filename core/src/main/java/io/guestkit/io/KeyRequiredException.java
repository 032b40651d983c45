package io.guestkit.io;

/** The bytes are encrypted and no key that was given opens them. */
public final class KeyRequiredException extends DiskException {

    private static final long serialVersionUID = 1L;

    public KeyRequiredException(String message) {
        super(message);
    }

    @Override
    public KeyRequiredException in(String where) {
        KeyRequiredException located = new KeyRequiredException(where + ": " + getMessage());
        located.initCause(this);
        return located;
    }
}
