package io.guestkit.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What went wrong with some of many files while the others were done. */
final class Trouble {

    private final Invocation call;
    private int code = ExitCode.OK;

    Trouble(Invocation call) {
        this.call = call;
    }

    /** Tells of it and goes on; a failure to write standard output is no such thing. */
    void add(@Nullable String what, IOException why) throws IOException {
        if (why instanceof OutputException) {
            throw why;
        }
        Failure failure = Failure.of(why, what);
        String image = call.subject();
        call.streams().error(image == null ? failure.message() : image + ": " + failure.message());
        if (code == ExitCode.OK) {
            code = failure.code();
        }
    }

    /** The exit code of the first of them, {@link ExitCode#OK} if there was none. */
    int code() {
        return code;
    }
}
