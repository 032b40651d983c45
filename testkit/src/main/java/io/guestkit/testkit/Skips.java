package io.guestkit.testkit;

import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** The one rule for what a test does without its tool or specimen: skip at a desk, fail where all must be judged. */
final class Skips {

    private Skips() {}

    /** Whether nothing may be skipped: {@code CI=true} or {@code GUESTKIT_REQUIRE_ORACLES=1}. */
    static boolean forbidden() {
        return "true".equalsIgnoreCase(System.getenv("CI")) || "1".equals(System.getenv("GUESTKIT_REQUIRE_ORACLES"));
    }

    /** @param reason begins with what is missing; {@code ./check} counts skipped tests by it */
    static RuntimeException skip(String reason) {
        return new TestAbortedException(reason);
    }

    /** Skips, or fails where {@link #forbidden}. */
    static RuntimeException missing(String reason) {
        if (forbidden()) {
            throw new AssertionFailedError(reason + " (must not be skipped where CI=true)");
        }
        return skip(reason);
    }
}
