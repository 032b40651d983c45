package io.guestkit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Where the process starts. */
public final class Main {

    /** Who waits until everything is said of a command that was interrupted. */
    private static volatile @Nullable CountDownLatch awaited;

    private Main() {}

    /** @param told is opened when everything is said of the command that runs */
    static void awaited(CountDownLatch told) {
        CountDownLatch other = awaited;
        if (other != null) {
            other.countDown();
        }
        awaited = told;
    }

    public static void main(String[] arguments) {
        int code = run(
                Arguments.asTyped(arguments),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
        if (code != ExitCode.OK) {
            System.exit(code);
        }
    }

    /**
     * Runs one command.
     *
     * @param arguments as a shell would pass them, the name of the command first
     * @param out for data
     * @param err for words
     * @return the exit code of the process
     */
    public static int run(String[] arguments, OutputStream out, OutputStream err) {
        Streams streams = new Streams(out, err);
        Run run = new Run(streams);
        try {
            int code = run.execute(arguments);
            streams.flush();
            return code;
        } catch (OutputException e) {
            return e.isBrokenPipe() ? ExitCode.OUTPUT_CLOSED : fail(e, run, streams);
        } catch (Throwable e) { // whatever it is, the caller gets one line and an exit code
            return fail(e, run, streams);
        } finally {
            CountDownLatch told = awaited;
            if (told != null) {
                told.countDown();
            }
        }
    }

    private static int fail(Throwable thrown, Run run, Streams streams) {
        Failure failure = Failure.of(thrown, run.subject());
        String message = failure.message();
        if (failure.code() == ExitCode.USAGE) {
            message += "; see guestkit " + (run.command == null ? "" : run.command + " ") + "--help";
        }
        streams.error(message);
        if (run.debug) {
            streams.trace(thrown);
        }
        return failure.code();
    }

    /** What has to be known of a call that failed. */
    private static final class Run {
        private final Streams streams;
        private boolean debug;
        private @Nullable String command;
        private @Nullable Invocation call;

        Run(Streams streams) {
            this.streams = streams;
        }

        @Nullable
        String subject() {
            return call == null ? null : call.subject();
        }

        int execute(String[] arguments) throws IOException {
            List<String> ordered = Arguments.commandFirst(arguments);
            debug = ordered.contains(Flag.DEBUG.toString());
            if (ordered.isEmpty() || ordered.getFirst().startsWith("-")) {
                return withoutCommand(ordered);
            }
            String name = ordered.getFirst();
            Command found = Commands.named(name);
            if (found == null) {
                throw new UsageException("unknown command " + name + Suggestion.of(name, Commands.NAMES));
            }
            command = name;
            found.prepare();
            Invocation parsed = Arguments.parse(found.usage(), ordered.subList(1, ordered.size()), streams);
            call = parsed;
            debug = parsed.has(Flag.DEBUG);
            if (parsed.has(Flag.HELP)) {
                Help.print(found.usage(), streams);
                return ExitCode.OK;
            }
            return found.run(parsed);
        }

        private int withoutCommand(List<String> options) throws IOException {
            if (options.contains("--version")) {
                return execute(new String[] {"version"});
            }
            if (options.contains("--help") || options.contains("-h")) {
                Help.printAll(streams);
                return ExitCode.OK;
            }
            throw new UsageException(options.isEmpty() ? "which command?" : options.getFirst() + " without a command");
        }
    }
}
