package io.guestkit.migrate.fix;

import java.io.IOException;

/** A step that cannot be done, or whose effect is not to be found. */
public final class FixException extends IOException {

    private static final long serialVersionUID = 1;

    public FixException(String message) {
        super(message);
    }
}
