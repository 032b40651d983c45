package io.guestkit.io;

import java.io.InterruptedIOException;

/**
 * A flag that long work looks at between chunks. Interrupting a thread is no way to stop such work: an interrupt during
 * file I/O closes the file for every thread that reads it.
 */
public final class Cancellation {

    private volatile boolean requested;

    public Cancellation() {}

    /** Asks the work to stop soon; from any thread, any number of times. */
    public void request() {
        requested = true;
    }

    public boolean isRequested() {
        return requested;
    }

    /** @throws InterruptedIOException once {@link #request} was called */
    public void check() throws InterruptedIOException {
        if (requested) {
            throw new InterruptedIOException("cancelled");
        }
    }
}
