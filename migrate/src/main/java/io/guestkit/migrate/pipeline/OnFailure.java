package io.guestkit.migrate.pipeline;

import io.guestkit.convert.ConversionException;
import io.guestkit.convert.RetryPolicy;
import io.guestkit.io.DiskException;
import io.guestkit.migrate.fix.FixException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/**
 * What is to happen when a stage or a hook fails.
 *
 * @param retries whether, when and how often it is tried again
 * @param then if it still fails
 */
public record OnFailure(RetryPolicy retries, Then then) {

    /** What comes after the last attempt. */
    public enum Then {
        /** The migration fails, and leaves no output. */
        STOP,
        /** The migration goes on without it, and says so. */
        SKIP
    }

    /** One attempt, and then the end. */
    public static final OnFailure STOP = new OnFailure(RetryPolicy.NEVER, Then.STOP);

    /** One attempt, and then on without it. */
    public static final OnFailure SKIP = new OnFailure(RetryPolicy.NEVER, Then.SKIP);

    /** Three attempts at what may be gone the next time, and then the end. */
    public static final OnFailure RETRY =
            new OnFailure(RetryPolicy.DEFAULT.withRetryable(OnFailure::mayPass), Then.STOP);

    /**
     * Whether a failure may be gone the next time. Corrupt input, a feature that is missing, a file that is not there or
     * must not be read will be no different then.
     */
    public static boolean mayPass(IOException failure) {
        return !(failure instanceof DiskException
                || failure instanceof InterruptedIOException
                || failure instanceof NoSuchFileException
                || failure instanceof AccessDeniedException
                || failure instanceof FileAlreadyExistsException
                || failure instanceof ConversionException
                || failure instanceof FixException
                || failure instanceof ValidationException
                || failure instanceof SourceChangedException);
    }
}
