package io.guestkit.migrate.pipeline;

import java.io.IOException;

/** The result is not what it has to be. Nothing is at the output's place. */
public final class ValidationException extends IOException {

    private static final long serialVersionUID = 1L;

    public ValidationException(String message) {
        super(message);
    }
}
