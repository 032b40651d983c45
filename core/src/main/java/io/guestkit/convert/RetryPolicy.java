package io.guestkit.convert;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * Whether, when and how often something that failed is tried again.
 *
 * @param maxAttempts in all, at least 1
 * @param firstDelay before the second attempt
 * @param multiplier by which each delay is longer than the one before, at least 1
 * @param maxDelay that no delay exceeds
 * @param jitter the part of a delay that is left to chance, from 0 to 1, lest many that failed together come back together
 * @param retryable which failures may be gone the next time
 */
public record RetryPolicy(
        int maxAttempts,
        Duration firstDelay,
        double multiplier,
        Duration maxDelay,
        double jitter,
        Predicate<? super IOException> retryable) {

    /**
     * Three attempts; a second, then twice as long each time, at most a minute; a quarter of it by chance. Only what
     * {@link CommandFailedException#isPassing} says may pass: corrupt input, a missing file, wrong usage will be no
     * different the next time.
     */
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            3,
            Duration.ofSeconds(1),
            2,
            Duration.ofSeconds(60),
            0.25,
            e -> e instanceof CommandFailedException failed && failed.isPassing());

    /** One attempt. */
    public static final RetryPolicy NEVER = new RetryPolicy(1, Duration.ZERO, 1, Duration.ZERO, 0, e -> false);

    public RetryPolicy {
        if (maxAttempts < 1 || multiplier < 1 || jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException(
                    "attempts %d, multiplier %s, jitter %s".formatted(maxAttempts, multiplier, jitter));
        }
        if (firstDelay.isNegative() || maxDelay.isNegative()) {
            throw new IllegalArgumentException("delays %s and %s".formatted(firstDelay, maxDelay));
        }
    }

    public RetryPolicy withRetryable(Predicate<? super IOException> retryable) {
        return new RetryPolicy(maxAttempts, firstDelay, multiplier, maxDelay, jitter, retryable);
    }

    /** Something that may fail. */
    @FunctionalInterface
    public interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * Runs it, again and again if need be.
     *
     * @throws IOException the last failure, which has the earlier ones as suppressed
     * @throws InterruptedIOException if the thread is interrupted while it waits
     */
    public <T> T call(Attempt<T> attempt) throws IOException {
        IOException earlier = null;
        for (int number = 1; ; number++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                if (earlier != null) {
                    e.addSuppressed(earlier);
                }
                if (number >= maxAttempts || !retryable.test(e)) {
                    throw e;
                }
                earlier = e;
                sleep(delay(number), e);
            }
        }
    }

    /**
     * How long to wait after an attempt.
     *
     * @param number of the attempt that failed, from 1
     */
    Duration delay(int number) {
        double longest = Math.min(firstDelay.toMillis() * Math.pow(multiplier, number - 1), maxDelay.toMillis());
        double left = jitter == 0 ? 0 : ThreadLocalRandom.current().nextDouble(jitter);
        return Duration.ofMillis(Math.round(longest * (1 - left)));
    }

    private static void sleep(Duration delay, IOException failure) throws InterruptedIOException {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.addSuppressed(failure);
            throw interrupted;
        }
    }
}
