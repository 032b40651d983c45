package io.guestkit.migrate.pipeline.fetch;

import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets a file from somewhere: the seam for object stores and hypervisors. {@code FetcherContract} of the testkit says what
 * an implementation has to do.
 */
public interface Fetcher {

    /** Whether addresses of that scheme, in lower case, are its business. */
    boolean handles(String scheme);

    /**
     * Gets the file, and leaves it in the directory of the request unless it can be used where it is.
     *
     * <p>What an earlier call with the same request has left there when it failed or was killed may be used. A call that
     * fails, other than for a wrong checksum, may leave what a later one can go on with.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     * @throws java.nio.file.AccessDeniedException if it must not be read
     * @throws CorruptDataException if it has another checksum than the expected one, or is larger than the limit; nothing
     *     is left of it
     * @throws java.io.InterruptedIOException if it was cancelled
     */
    Fetched fetch(Request request) throws IOException;

    /**
     * What is wanted.
     *
     * @param address whose scheme is handled
     * @param directory for this file alone; exists
     * @param expected checksum of the file, if it is known
     * @param limit how many bytes it may have at most
     * @param progress told of the bytes, those included that an earlier call has got
     * @param total told how many bytes there will be, as soon as that is known
     * @param note takes a line for whoever watches
     */
    record Request(
            URI address,
            Path directory,
            Optional<Checksum> expected,
            long limit,
            Progress progress,
            Consumer<Long> total,
            Consumer<String> note,
            Cancellation cancellation) {

        /** Without a limit. */
        public Request(
                URI address,
                Path directory,
                Optional<Checksum> expected,
                Progress progress,
                Consumer<Long> total,
                Consumer<String> note,
                Cancellation cancellation) {
            this(address, directory, expected, Long.MAX_VALUE, progress, total, note, cancellation);
        }

        /**
         * Makes sure that a file is not too large.
         *
         * @param size that it has, or has so far, in bytes
         * @param what is the file, for the message
         * @throws CorruptDataException if it is
         */
        public void requireWithinLimit(long size, String what) throws CorruptDataException {
            if (size > limit) {
                throw new CorruptDataException(
                        "%s: has %d bytes or more, expected at most %d".formatted(what, size, limit));
            }
        }
    }

    /**
     * A file on this machine.
     *
     * @param inPlace whether it is used where it was, and not in the directory of the request
     * @param size in bytes
     * @param checksum if it was looked at, or is known to be right
     */
    record Fetched(Path file, boolean inPlace, long size, Optional<Checksum> checksum) {}
}
