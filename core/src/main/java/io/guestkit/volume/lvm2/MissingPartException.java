package io.guestkit.volume.lvm2;

import java.io.IOException;

/** A device that a volume is made of is not there; what has copies elsewhere can do without. */
final class MissingPartException extends IOException {

    private static final long serialVersionUID = 1L;

    MissingPartException(String message) {
        super(message);
    }
}
