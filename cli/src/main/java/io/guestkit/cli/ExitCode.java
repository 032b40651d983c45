package io.guestkit.cli;

/** What guestkit's exit codes mean; scripts rely on them. */
final class ExitCode {

    static final int OK = 0;
    /** Something could not be read or written. */
    static final int FAILURE = 1;
    /** The command line makes no sense. */
    static final int USAGE = 2;
    /** The input contradicts its format. */
    static final int CORRUPT = 3;
    /** The input needs a feature that is not implemented. */
    static final int UNSUPPORTED = 4;
    /** The input is encrypted. */
    static final int KEY_REQUIRED = 5;
    /** All was done, and something was found: leaks by a check, a difference by a comparison, a broken link by a boot check. */
    static final int FINDINGS = 6;
    /** Interrupted from the keyboard; the JVM uses it by itself. */
    static final int INTERRUPTED = 130;
    /** Nobody reads standard output any more: what a shell reports of other tools that die of SIGPIPE. */
    static final int OUTPUT_CLOSED = 141;

    private ExitCode() {}
}
