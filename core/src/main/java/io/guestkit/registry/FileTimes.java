package io.guestkit.registry;

import java.time.Instant;

/** FILETIME: units of 100 ns since 1601, UTC. */
final class FileTimes {

    private static final long SECONDS_1601_TO_1970 = 11_644_473_600L;
    private static final long PER_SECOND = 10_000_000L;

    private FileTimes() {}

    static Instant instant(long fileTime) {
        // floorDiv leaves less than 2^40 seconds, which Instant can hold
        return Instant.ofEpochSecond(
                Math.floorDiv(fileTime, PER_SECOND) - SECONDS_1601_TO_1970, Math.floorMod(fileTime, PER_SECOND) * 100);
    }
}
