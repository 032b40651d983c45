package io.guestkit.io;

import java.io.IOException;

/** Trouble with what is stored on a disk, as opposed to trouble with reaching it (a plain {@link IOException}). */
public abstract sealed class DiskException extends IOException
        permits CorruptDataException, UnsupportedFeatureException, KeyRequiredException {

    private static final long serialVersionUID = 1L;

    protected DiskException(String message) {
        super(message);
    }

    /**
     * The same trouble, with the place named in front.
     *
     * @param where such as the name of a file
     */
    public abstract DiskException in(String where);
}
