package io.guestkit.migrate.pipeline;

import java.io.IOException;

/** What is asked for makes no sense. One line; it names the file and the line where it stands in one. */
public final class SettingsException extends IOException {

    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
