package io.guestkit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fixtures that a recipe makes: {@code Fixtures.of("qcow2-variants")} is the folder that
 * {@code testkit/recipes/qcow2-variants.sh} filled, now or in an earlier run.
 *
 * <p>The cache is {@code $GUESTKIT_CACHE}, or {@code guestkit} in the user's cache folder. An entry is named after the
 * recipe and a hash of it, of what is in {@code recipes/lib} and of the versions of the tools that the recipe names in
 * its line {@code # tools: …}; so it is made anew when one of them changes. It appears at once and whole, two processes
 * that want it wait for one another, and what nobody wanted for two weeks goes when something new is made. Treat what is
 * in it as read-only.
 *
 * <p>A recipe that ends with status 77 says on its last line why it cannot work here; the test is then skipped.
 */
public final class Fixtures {

    /** The status by which a recipe says that it cannot work on this machine. */
    private static final int CANNOT = 77;

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration KEPT = Duration.ofDays(14);
    private static final String TOOLS = "# tools:";
    private static final Map<String, Object> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private Fixtures() {}

    /** The folder that the recipe of that name makes. */
    public static Path of(String recipe) {
        synchronized (IN_THIS_PROCESS.computeIfAbsent(recipe, key -> new Object())) {
            try {
                return make(recipe);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The repository that this test is run in. */
    public static Path repository() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("testkit/pom.xml"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not run inside the repository");
    }

    /** Where fixtures are kept. */
    public static Path cache() {
        String own = System.getenv("GUESTKIT_CACHE");
        if (own != null && !own.isEmpty()) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isEmpty() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("guestkit").toAbsolutePath();
    }

    private static Path make(String recipe) throws IOException {
        Path script = repository().resolve("testkit/recipes").resolve(recipe + ".sh");
        Path cache = Files.createDirectories(cache());
        Path made = cache.resolve(recipe + "-" + key(script));
        if (Files.isDirectory(made)) {
            Files.setLastModifiedTime(made, FileTime.from(Instant.now()));
            return made;
        }
        try (FileChannel channel = FileChannel.open(
                        cache.resolve(recipe + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(made)) { // another process may have been quicker
                run(script, recipe, cache, made);
            }
        }
        return made;
    }

    private static void run(Path script, String recipe, Path cache, Path made) throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                boolean leftByKilledRun = isOf(recipe, name) && name.endsWith(".partial");
                if (leftByKilledRun || isUnused(entry)) {
                    delete(entry);
                }
            }
        }
        Path partial = Files.createDirectory(cache.resolve(made.getFileName() + ".partial"));
        Oracle.Answer answer = Oracle.require("bash").within(LIMIT).ask(script, partial);
        if (answer.status() == 0) {
            Files.move(partial, made, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        delete(partial);
        if (answer.status() == CANNOT) {
            throw Skips.missing(answer.err().isBlank() ? recipe + ".sh cannot work here" : lastLine(answer.err()));
        }
        throw new AssertionError("%s ended with status %d:%n%s".formatted(recipe, answer.status(), answer.err()));
    }

    /** Whether a name in the cache is one that {@link #make} gives to the recipe: recipe, dash, key. */
    private static boolean isOf(String recipe, String name) {
        return name.length() > recipe.length()
                && name.startsWith(recipe + "-")
                && name.substring(recipe.length() + 1).matches("[0-9a-f]{16}(\\.partial)?");
    }

    /** Whether it is a made fixture that no run has asked for lately. Other branches have other recipes: age decides. */
    private static boolean isUnused(Path entry) throws IOException {
        return entry.getFileName().toString().matches(".+-[0-9a-f]{16}")
                && Files.getLastModifiedTime(entry)
                        .toInstant()
                        .isBefore(Instant.now().minus(KEPT));
    }

    private static String lastLine(String text) {
        return text.lines().toList().getLast();
    }

    /** Hash of all that decides what a recipe makes, in 16 hexadecimal digits. */
    private static String key(Path script) throws IOException {
        MessageDigest hash = sha256();
        List<Path> parts = new ArrayList<>(List.of(script));
        try (Stream<Path> shared = Files.list(script.resolveSibling("lib"))) {
            shared.filter(Files::isRegularFile).sorted().forEach(parts::add);
        }
        for (Path part : parts) {
            hash.update(Files.readAllBytes(part));
        }
        for (String line : Files.readAllLines(script)) {
            if (line.startsWith(TOOLS)) {
                for (String tool : line.substring(TOOLS.length()).strip().split(" +", -1)) {
                    hash.update(version(tool).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        hash.update(Oracle.isRoot() ? (byte) 1 : 0); // an ordinary user's fixtures lack device nodes and owners
        return HexFormat.of().formatHex(hash.digest(), 0, 8);
    }

    /** The first line that the tool says of itself, or its absence. */
    private static String version(String tool) {
        if (!Oracle.has(tool)) {
            return tool + " missing";
        }
        Oracle.Answer answer = Oracle.require(tool).ask(tool.startsWith("mke2fs") ? "-V" : "--version");
        String text = answer.text() + answer.err();
        return tool + " " + text.lines().findFirst().orElse("");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
