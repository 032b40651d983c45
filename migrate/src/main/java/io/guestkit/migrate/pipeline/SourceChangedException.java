package io.guestkit.migrate.pipeline;

import java.io.IOException;

/** A source is no longer what the first part of the migration has read. */
public final class SourceChangedException extends IOException {

    private static final long serialVersionUID = 1L;

    public SourceChangedException(String message) {
        super(message);
    }
}
