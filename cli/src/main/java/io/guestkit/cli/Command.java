package io.guestkit.cli;

import java.io.IOException;

/** Something that guestkit does. */
interface Command {

    Usage usage();

    /** Starts whatever may as well be got ready while the command line is taken apart. */
    default void prepare() {}

    /**
     * Does it.
     *
     * @return the exit code, {@link ExitCode#OK} unless there is something to say that is no exception
     * @throws UsageException if what was asked makes no sense
     */
    int run(Invocation call) throws IOException;
}
