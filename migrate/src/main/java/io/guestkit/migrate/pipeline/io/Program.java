package io.guestkit.migrate.pipeline.io;

import io.guestkit.convert.CommandFailedException;
import io.guestkit.io.Cancellation;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that is run without a shell. */
public final class Program {

    /** What a program may ask for by its exit status: try it again later (sysexits.h, EX_TEMPFAIL). */
    private static final int TRY_AGAIN = 75;

    private static final int LONGEST_LINE = 4000;
    /** Processes that it has left behind may hold its output open for ever. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final List<String> command;
    private final Optional<Path> directory;
    private final Optional<Duration> limit;

    /**
     * @param command the program and its arguments
     * @param directory in which it runs; that of this process if empty
     * @param limit after which it is ended; none if empty
     */
    public Program(List<String> command, Optional<Path> directory, Optional<Duration> limit) {
        this.command = List.copyOf(command);
        this.directory = directory;
        this.limit = limit;
    }

    /** The program of that name on the PATH. */
    public static Optional<Path> find(String name) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            try {
                Path candidate = Path.of(folder).resolve(name);
                if (!folder.isEmpty() && Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return Optional.of(candidate);
                }
            } catch (InvalidPathException e) {
                continue; // no folder of this system
            }
        }
        return Optional.empty();
    }

    /**
     * Runs it to its end.
     *
     * @param input what it finds on its standard input
     * @param line takes what it prints, line by line, by several threads but one at a time
     * @return its exit status
     * @throws IOException if it cannot be started, or took too long
     * @throws InterruptedIOException if it was cancelled
     */
    public int run(byte[] input, Consumer<String> line, Cancellation cancellation) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        directory.ifPresent(path -> builder.directory(path.toFile()));
        Process process = builder.start();
        Thread feeding = Thread.ofVirtual().start(() -> feed(process.getOutputStream(), input));
        Thread listening = Thread.ofVirtual().start(() -> listen(process.getInputStream(), line));
        Thread complaints = Thread.ofVirtual().start(() -> listen(process.getErrorStream(), line));
        try {
            await(process, cancellation);
            listening.join(LAST_WORDS);
            complaints.join(LAST_WORDS);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            feeding.interrupt();
        }
    }

    /**
     * As {@link #run}, for what has to succeed.
     *
     * @throws CommandFailedException if it does not end with status 0; with the last line that it said
     */
    public void succeed(byte[] input, Consumer<String> line, Cancellation cancellation) throws IOException {
        String[] last = {""};
        int status = run(
                input,
                said -> {
                    last[0] = said;
                    line.accept(said);
                },
                cancellation);
        if (status != 0) {
            String words = last[0].isEmpty() ? "" : ": " + last[0];
            throw new CommandFailedException(
                    "%s ended with status %d%s".formatted(command.getFirst(), status, words),
                    status,
                    status == TRY_AGAIN);
        }
    }

    private void await(Process process, Cancellation cancellation) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            cancellation.check();
            if (limit.isPresent() && System.nanoTime() - start > limit.get().toNanos()) {
                throw new IOException("%s did not end within %s s"
                        .formatted(command.getFirst(), limit.get().toSeconds()));
            }
        }
    }

    private static void feed(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
        } catch (IOException e) {
            // it does not want to know
        }
    }

    private static void listen(InputStream stream, Consumer<String> line) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            StringBuilder text = new StringBuilder();
            for (int c; (c = reader.read()) >= 0; ) {
                if (c != '\n') {
                    if (text.length() < LONGEST_LINE) {
                        text.append((char) c);
                    }
                    continue;
                }
                say(text, line);
            }
            say(text, line);
        } catch (IOException e) {
            // the program is gone, and its status tells why
        }
    }

    private static void say(StringBuilder text, Consumer<String> line) {
        if (!text.isEmpty()) {
            synchronized (line) {
                line.accept(text.toString());
            }
        }
        text.setLength(0);
    }
}
