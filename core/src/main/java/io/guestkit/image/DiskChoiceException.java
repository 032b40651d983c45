package io.guestkit.image;

import java.io.IOException;

/** A file has several disks, and it was not said which one is meant, or one was meant that it does not have. */
public final class DiskChoiceException extends IOException {

    private static final long serialVersionUID = 1L;

    public DiskChoiceException(String message) {
        super(message);
    }
}
