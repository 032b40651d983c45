package io.guestkit.inspect.parse;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Seconds since 1970, as databases of packages keep times. */
public final class Seconds {

    /** The year 36812: far enough, and far below what an Instant cannot hold. */
    private static final long MAX = 0xff_ffff_ffffL;

    private Seconds() {}

    /** @return null for what cannot be such a time */
    public static @Nullable Instant instant(long seconds) {
        return seconds < 0 || seconds > MAX ? null : Instant.ofEpochSecond(seconds);
    }

    /** As {@link #instant(long)}, of digits. */
    public static @Nullable Instant instant(@Nullable String digits) {
        if (digits == null || digits.isEmpty() || digits.length() > 13) {
            return null;
        }
        long seconds = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            seconds = 10 * seconds + (c - '0');
        }
        return instant(seconds);
    }
}
