package io.guestkit.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program that we did not write and that knows the answer: {@code Oracle.require("qemu-img").run("info", path)}.
 *
 * <p>Where the program is missing the test is skipped, or fails if {@code CI=true} or
 * {@code GUESTKIT_REQUIRE_ORACLES=1} is in the environment. Tests that use one carry {@code @Tag("oracle")}.
 */
public final class Oracle {

    /** What a program said. */
    @SuppressWarnings("ArrayRecordComponent") // output need not be text, and nobody compares answers
    public record Answer(String command, int status, byte[] out, String err) {

        /** Standard output as UTF-8. */
        public String text() {
            return new String(out, StandardCharsets.UTF_8);
        }

        /** The lines of standard output. */
        public List<String> lines() {
            return text().lines().toList();
        }
    }

    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Where administrators' tools live, which the path of an ordinary user leaves out. */
    private static final List<String> MORE_FOLDERS = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    private static final Map<String, Optional<Path>> FOUND = new ConcurrentHashMap<>();

    private final Path program;
    private final Path folder;
    private final Duration limit;

    private Oracle(Path program, Path folder, Duration limit) {
        this.program = program;
        this.folder = folder;
        this.limit = limit;
    }

    /** The program of that name, or the end of the test that asks for it. */
    public static Oracle require(String name) {
        Path program = find(name).orElseThrow(() -> Skips.missing("no " + name));
        return new Oracle(program, Path.of("").toAbsolutePath(), LIMIT);
    }

    /** That file, such as a header that a package brings, or the end of the test that asks for it. */
    public static Path requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw Skips.missing("no " + file);
        }
        return file;
    }

    /** Ends the test unless it runs as root on Linux, as a mount needs. */
    public static void requireRoot() {
        if (!isRoot()) {
            throw Skips.missing("not root");
        }
    }

    /** Whether this process may mount and make device nodes. */
    static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no Linux, no loop mounts
        }
    }

    /** Whether the program is here. */
    public static boolean has(String name) {
        return find(name).isPresent();
    }

    static Optional<Path> find(String name) {
        return FOUND.computeIfAbsent(name, Oracle::search);
    }

    private static Optional<Path> search(String name) {
        List<String> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            folders.addAll(List.of(path.split(File.pathSeparator, -1)));
        }
        folders.addAll(MORE_FOLDERS);
        for (String folder : folders) {
            Path candidate = Path.of(folder).resolve(name);
            if (!folder.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The same program, run in that folder. */
    public Oracle in(Path folder) {
        return new Oracle(program, folder, limit);
    }

    /** The same program, given more or less time than two minutes. */
    public Oracle within(Duration limit) {
        return new Oracle(program, folder, limit);
    }

    /** Runs the program and fails the test unless it ends with status 0. Arguments are taken by {@code toString}. */
    public Answer run(Object... arguments) {
        Answer answer = ask(arguments);
        if (answer.status() != 0) {
            throw new AssertionError("%s ended with status %d:%n%s%s"
                    .formatted(answer.command(), answer.status(), answer.err(), head(answer.text())));
        }
        return answer;
    }

    /** Runs the program and leaves its status to the caller. */
    public Answer ask(Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            return ask(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + String.join(" ", command), e);
        }
    }

    private Answer ask(List<String> command) throws IOException, InterruptedException {
        String words = String.join(" ", command);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<byte[]> out = drain(process.getInputStream());
        CompletableFuture<byte[]> err = drain(process.getErrorStream());
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new AssertionError(words + " did not end within " + limit.toSeconds() + " s");
        }
        return new Answer(words, process.exitValue(), out.join(), new String(err.join(), StandardCharsets.UTF_8));
    }

    private static CompletableFuture<byte[]> drain(InputStream stream) {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                all.complete(stream.readAllBytes());
            } catch (IOException e) {
                all.completeExceptionally(e);
            }
        });
        return all;
    }

    private static String head(String text) {
        return text.length() <= 2000 ? text : text.substring(0, 2000) + "…";
    }
}
