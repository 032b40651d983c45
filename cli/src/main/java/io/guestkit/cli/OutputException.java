package io.guestkit.cli;

import java.io.IOException;

/** Standard output cannot be written. */
final class OutputException extends IOException {

    private static final long serialVersionUID = 1L;

    OutputException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether the reader went away, as {@code head} does when it has seen enough. */
    boolean isBrokenPipe() {
        return String.valueOf(getMessage()).contains("Broken pipe");
    }
}
