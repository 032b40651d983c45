package io.guestkit.io;

/** The bytes may be fine, but they need something that is not implemented. The message names it. */
public final class UnsupportedFeatureException extends DiskException {

    private static final long serialVersionUID = 1L;

    public UnsupportedFeatureException(String message) {
        super(message);
    }

    @Override
    public UnsupportedFeatureException in(String where) {
        UnsupportedFeatureException located = new UnsupportedFeatureException(where + ": " + getMessage());
        located.initCause(this);
        return located;
    }
}
