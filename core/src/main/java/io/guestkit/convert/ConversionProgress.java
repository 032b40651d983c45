package io.guestkit.convert;

import java.time.Duration;

/**
 * Receives how far a conversion or a comparison is, a few times a second at most, and once at the end of each stage, which is the one time
 * that all of it is done. Called by the threads that work, by one at a time; must return quickly and throw nothing.
 */
@FunctionalInterface
public interface ConversionProgress {

    /** Nobody is watching. */
    ConversionProgress NONE = update -> {};

    void update(Update update);

    /** What is being done. */
    enum Stage {
        COPY,
        VERIFY,
        COMPARE
    }

    /**
     * How far it is.
     *
     * @param done bytes of the disk that are dealt with, those that need not be read included
     * @param total bytes of the disk
     * @param elapsed since the stage began
     */
    record Update(Stage stage, long done, long total, Duration elapsed) {

        /** Bytes a second since the stage began; 0 as long as there is nothing to divide by. */
        public double bytesPerSecond() {
            long nanos = elapsed.toNanos();
            return nanos == 0 ? 0 : done * 1e9 / nanos;
        }

        /** From 0 to 1. */
        public double fraction() {
            return total == 0 ? 1 : (double) done / total;
        }
    }
}
