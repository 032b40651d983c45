package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked up after steps were done, on a directory that was changed by hand. */
class ReadingTest {

    @TempDir
    Path root;

    private Path file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** For each operation what contradicts it, or null. */
    private List<@Nullable String> contradictions(Operation... operations) throws IOException {
        List<FixStep> steps = new ArrayList<>();
        for (Operation operation : operations) {
            steps.add(new FixStep("s-" + steps.size(), "r", "", List.of(), List.of(), operation));
        }
        Draft draft = new TreeGuest(root, false).plan(FixOptions.DEFAULT);
        Reading reading = new Reading(draft.files(), draft.storage(), draft.report(), steps);
        List<@Nullable String> found = new ArrayList<>();
        for (FixStep step : steps) {
            found.add(reading.contradiction(step));
        }
        return found;
    }

    private Operation.Move move(String from, String to) throws IOException {
        Fingerprint fingerprint = Fingerprint.of(new GuestFiles(root), from);
        assertThat(fingerprint).isNotNull();
        return new Operation.Move(from, to, fingerprint.type(), fingerprint.sha256());
    }

    private static Operation.WriteFile write(String path, String text) {
        return new Operation.WriteFile(path, text, 0644, Optional.empty());
    }

    @Test
    void aDirectoryThatWasMoved() throws IOException {
        file("a/b/one", "1");
        Files.createSymbolicLink(root.resolve("a/link"), Path.of("b/one"));
        Operation.Move move = move("/a", "/c");

        assertThat(contradictions(move)).containsExactly("/a is still there");
        Files.move(root.resolve("a"), root.resolve("c"));
        assertThat(contradictions(move)).containsOnlyNulls();

        file("c/b/one", "2");
        assertThat(contradictions(move)).singleElement().asString().startsWith("its fingerprint is");
        file("c/b/one", "1");
        Files.createFile(root.resolve("c/b/two"));
        assertThat(contradictions(move)).singleElement().asString().startsWith("its fingerprint is");
        assertThat(contradictions(move, write("/c/b/two", ""))).containsOnlyNulls();
        Files.delete(root.resolve("c/b/two"));
        Files.delete(root.resolve("c/link"));
        Files.createSymbolicLink(root.resolve("c/link"), Path.of("b/two"));
        assertThat(contradictions(move)).singleElement().asString().startsWith("its fingerprint is");
    }

    @Test
    void aModeBelongsToWhatIsMoved() throws IOException {
        Path file = file("a", "1");
        Operation.Move move = move("/a", "/b");
        Files.move(file, root.resolve("b"));
        assertThat(contradictions(move)).containsOnlyNulls();
        Files.setAttribute(root.resolve("b"), "unix:mode", 0600);

        assertThat(contradictions(move)).singleElement().asString().startsWith("its fingerprint is");
        assertThat(contradictions(
                        move,
                        new Operation.SetPermissions(
                                "/b", OptionalInt.of(0600), OptionalInt.empty(), OptionalInt.empty())))
                .containsOnlyNulls();
    }

    @Test
    void whatStandsAgainWhereSomethingWasMovedFrom() throws IOException {
        file("a", "1");
        Operation.Move move = move("/a", "/b");
        file("b", "1");
        file("a", "2");

        assertThat(contradictions(move, write("/a", "2"))).containsOnlyNulls();
        assertThat(contradictions(write("/a", "1"), move)).containsExactly(null, "/a is still there");
    }

    @Test
    void aModeDoesNotHideWhatIsWritten() throws IOException {
        Path file = file("a", "1");
        Files.setAttribute(file, "unix:mode", 0600);
        Operation.SetPermissions mode =
                new Operation.SetPermissions("/a", OptionalInt.of(0600), OptionalInt.empty(), OptionalInt.empty());

        assertThat(contradictions(write("/a", "1"), mode)).containsOnlyNulls();
        assertThat(contradictions(write("/a", "2"), mode).getFirst()).startsWith("its digest is");
        Operation.SetPermissions other =
                new Operation.SetPermissions("/a", OptionalInt.of(0640), OptionalInt.of(99), OptionalInt.empty());
        assertThat(contradictions(other, mode).getFirst()).startsWith("it has mode 0600, owner ");
        Operation.SetPermissions owner = new Operation.SetPermissions(
                "/a",
                OptionalInt.empty(),
                OptionalInt.of((Integer) Files.getAttribute(file, "unix:uid")),
                OptionalInt.empty());
        assertThat(contradictions(other, mode, owner)).containsOnlyNulls();
    }

    @Test
    void whatIsDeletedAgainWithItsDirectory() throws IOException {
        assertThat(contradictions(write("/a/b", "1"), new Operation.Delete("/a")))
                .containsOnlyNulls();
        assertThat(contradictions(new Operation.Delete("/a"), write("/a/b", "1")))
                .containsExactly(null, "there is no such file");
    }

    @Test
    void aFileThatIsNotEmpty() throws IOException {
        file("a", "1");
        file("b", "");

        assertThat(contradictions(
                        new Operation.Truncate("/a"), new Operation.Truncate("/b"), new Operation.Truncate("/c")))
                .containsExactly("it has 1 bytes", null, "there is no such file");
    }

    @Test
    void fingerprintsHaveLimits() throws IOException {
        Files.createDirectories(root.resolve("d/".repeat(300)));

        assertThatThrownBy(() -> Fingerprint.of(new GuestFiles(root), "/d"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("256 directories deep");
        try (var channel = Files.newByteChannel(
                root.resolve("sparse"),
                java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE,
                java.nio.file.StandardOpenOption.SPARSE)) {
            channel.position(65L << 30).write(java.nio.ByteBuffer.wrap(new byte[1]));
        }
        assertThatThrownBy(() -> Fingerprint.of(new GuestFiles(root), "/sparse"))
                .hasMessageContaining("64 GiB");
        assertThat(Fingerprint.of(new GuestFiles(root), "/nothing")).isNull();
    }
}
