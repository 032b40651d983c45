package io.guestkit.guestfs;

import java.io.IOException;
import java.util.Optional;

/** libguestfs reported an error: what it says, and which errno it gives if any. */
public final class GuestfsException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String function;
    private final int errno;

    GuestfsException(String function, String message, int errno) {
        super((message.startsWith(function + ": ") ? "" : function + ": ")
                + message
                + (errno == 0 ? "" : " (" + Errno.name(errno) + ")"));
        this.function = function;
        this.errno = errno;
    }

    /** The function that failed, such as {@code mount_ro}. */
    public String function() {
        return function;
    }

    /** The number of the system's error; 0 if there is none. */
    public int errno() {
        return errno;
    }

    /** The name of the system's error, such as {@code ENOENT}. */
    public Optional<String> errnoName() {
        return errno == 0 ? Optional.empty() : Optional.of(Errno.name(errno));
    }
}
