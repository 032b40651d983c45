package io.guestkit.migrate.pipeline;

import java.io.IOException;

/** A hook failed that must not fail; says which one, and why. */
public final class HookFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    HookFailedException(String message, IOException cause) {
        super(message, cause);
    }
}
