package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyOutTest {

    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-02T03:04:05Z"));

    @TempDir
    Path guest;

    @TempDir
    Path here;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(guest.resolve("tree/deep"));
        Files.writeString(guest.resolve("tree/deep/file"), "content");
        Files.createSymbolicLink(guest.resolve("tree/link"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(guest.resolve("to-file"), Path.of("tree/deep/file"));
        Files.setAttribute(guest.resolve("tree/deep/file"), "unix:mode", 04750);
        Files.setLastModifiedTime(guest.resolve("tree/deep/file"), OLD);
        Files.setAttribute(guest.resolve("tree/deep"), "unix:mode", 0500);
        Files.setLastModifiedTime(guest.resolve("tree/deep"), OLD);
    }

    /** JUnit warns of links that lead out of its directories. */
    @AfterEach
    void removeLinks() throws IOException {
        for (Path directory : List.of(guest, here)) {
            List<Path> links;
            try (Stream<Path> all = Files.walk(directory)) {
                links = all.filter(Files::isSymbolicLink).toList();
            }
            for (Path link : links) {
                Files.delete(link);
            }
        }
    }

    private int copy(String source, Path destination, boolean recursive, boolean force) throws IOException {
        Streams streams = new Streams(new ByteArrayOutputStream(), err);
        Invocation call = Arguments.parse(new CpCommand().usage(), List.of("a", "b", "c"), streams);
        Trouble trouble = new Trouble(call);
        new CopyOut(false, trouble, streams).copy(guest.resolve(source), destination, recursive, force);
        return trouble.code();
    }

    private List<String> everythingHere() throws IOException {
        try (Stream<Path> all = Files.walk(here)) {
            return all.map(path -> here.relativize(path).toString()).sorted().toList();
        }
    }

    @Test
    void aTreeIsCopiedWithModesTimesAndLinks() throws IOException {
        assertThat(copy("tree", here.resolve("new"), true, false)).isZero();

        assertThat(everythingHere()).containsExactly("", "new", "new/deep", "new/deep/file", "new/link");
        assertThat(here.resolve("new/deep/file")).hasContent("content");
        assertThat((int) Files.getAttribute(here.resolve("new/deep/file"), "unix:mode") & 0xfff)
                .as("without set-user-id")
                .isEqualTo(0750);
        assertThat((int) Files.getAttribute(here.resolve("new/deep"), "unix:mode") & 0xfff)
                .isEqualTo(0500);
        assertThat(Files.getLastModifiedTime(here.resolve("new/deep"))).isEqualTo(OLD);
        assertThat(Files.getLastModifiedTime(here.resolve("new/deep/file"))).isEqualTo(OLD);
        assertThat(Files.readSymbolicLink(here.resolve("new/link"))).isEqualTo(Path.of("/etc/passwd"));
        Files.setAttribute(here.resolve("new/deep"), "unix:mode", 0700);
    }

    @Test
    void aDirectoryNeedsRecursive() throws IOException {
        assertThatThrownBy(() -> copy("tree", here.resolve("new"), false, false))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("-r copies it");
        assertThat(everythingHere()).containsExactly("");
    }

    @Test
    void intoADirectoryACopyKeepsItsName() throws IOException {
        copy("tree/deep/file", here, false, false);

        assertThat(here.resolve("file")).hasContent("content");
    }

    @Test
    void aLinkIsFollowedUnlessRecursive() throws IOException {
        copy("to-file", here.resolve("content"), false, false);
        copy("to-file", here.resolve("link"), true, false);

        assertThat(Files.isRegularFile(here.resolve("content"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(here.resolve("content")).hasContent("content");
        assertThat(Files.isSymbolicLink(here.resolve("link"))).isTrue();
    }

    @Test
    void whatExistsIsRefusedUnlessForced() throws IOException {
        Path other = Files.writeString(here.resolve("other"), "other");
        Path target = Files.createSymbolicLink(here.resolve("target"), other);

        assertThatThrownBy(() -> copy("tree/deep/file", target, false, false))
                .isInstanceOf(FileAlreadyExistsException.class);
        copy("tree/deep/file", target, false, true);

        assertThat(Files.isSymbolicLink(target)).isFalse();
        assertThat(target).hasContent("content");
        assertThat(other).as("the link was replaced, not followed").hasContent("other");
    }

    @Test
    void aDirectoryIsNeverReplaced() throws IOException {
        Files.createDirectories(here.resolve("tree"));

        assertThatThrownBy(() -> copy("tree", here, true, true)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void nothingIsLeftWhenNothingCanBeCopied() throws IOException {
        assertThatThrownBy(() -> copy("missing", here.resolve("x"), false, false))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> copy("tree", here.resolve("no/such/directory"), true, false))
                .isInstanceOf(NoSuchFileException.class);

        assertThat(everythingHere()).containsExactly("");
    }

    @Test
    void specialFilesAreSkippedAndSaid() throws Exception {
        Path fifo = guest.resolve("tree/fifo");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0);

        assertThat(copy("tree", here.resolve("new"), true, false)).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("guestkit: " + fifo + ": skipped, it is a pipe\n");
        Files.setAttribute(here.resolve("new/deep"), "unix:mode", 0700);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/etc", "a\0b"})
    void namesThatLeadElsewhereAreRefused(String name) {
        assertThatThrownBy(() -> CopyOut.hostName(name)).isInstanceOf(FileSystemException.class);
    }

    @Test
    void bytesThatAreNoUtf8AreSpelled() throws IOException {
        assertThat(CopyOut.hostName("caf\udce9 😀")).isEqualTo("caf%E9 😀");
    }
}
