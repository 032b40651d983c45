package io.guestkit.convert;

import java.io.IOException;

/** A program that was run for us and did not succeed. */
public final class CommandFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean passing;

    /**
     * @param message what the program said
     * @param status that it ended with
     * @param passing whether the trouble may be gone when it is tried again, such as a lock that somebody holds
     */
    public CommandFailedException(String message, int status, boolean passing) {
        super(message);
        this.status = status;
        this.passing = passing;
    }

    public int status() {
        return status;
    }

    /** Whether the trouble may be gone when it is tried again. */
    public boolean isPassing() {
        return passing;
    }
}
