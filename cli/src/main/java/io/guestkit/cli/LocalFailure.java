package io.guestkit.cli;

import java.io.IOException;

/** This machine, not the guest, is in the way: a full disk makes going on with the next file pointless. */
final class LocalFailure extends IOException {

    private static final long serialVersionUID = 1L;

    LocalFailure(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
