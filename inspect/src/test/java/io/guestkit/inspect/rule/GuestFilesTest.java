package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestFilesTest {

    @TempDir
    Path directory;

    private Path root;
    private GuestFiles files;

    @BeforeEach
    void plant() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        Files.writeString(directory.resolve("secret"), "of the host");
        Files.createDirectories(root.resolve("a/b"));
        Files.writeString(root.resolve("a/b/file"), "content\nmore\n");
        files = new GuestFiles(root);
    }

    @AfterEach
    void removeLinks() throws IOException {
        GuestTree.removeLinks(directory);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    @Test
    void linksAreFollowedInsideTheRoot() throws IOException {
        link("absolute", "/a/b/file");
        link("relative", "a/../a/./b/file");
        link("through", "/a");
        link("a/up", "../../../../a/b/file");
        for (String path :
                new String[] {"absolute", "relative", "through/b/file", "a/up", "/a//b/file", "../../a/b/file"}) {
            assertThat(files.firstLine(path)).as(path).isEqualTo("content");
        }
    }

    @Test
    void noLinkLeadsOut() throws IOException {
        link("out", "../secret");
        link("far", directory.resolve("secret").toString());
        assertThat(files.text("out")).isNull();
        assertThat(files.text("far")).isNull();
        assertThat(files.text("../secret")).isNull();
        assertThat(files.isEntry("out")).isTrue();
        assertThat(files.isFile("out")).isFalse();
        assertThat(files.linkTarget("out")).isEqualTo("../secret");
    }

    @Test
    void loopsAndChainsEnd() throws IOException {
        link("loop", "loop");
        link("ping", "pong");
        link("pong", "ping");
        link("deep", "deep/deep/deep");
        link("long", "a/".repeat(2000));
        for (String path : new String[] {"loop", "ping", "deep", "loop/x", "long"}) {
            assertThat(files.text(path)).as(path).isNull();
            assertThat(files.isDirectory(path)).as(path).isFalse();
        }
    }

    @Test
    void whatIsNoRegularFileIsNotRead() throws IOException {
        assertThat(files.text("a")).isNull();
        assertThat(files.head("a", 10)).isNull();
        assertThat(files.open("a")).isNull();
        assertThat(files.text("a/b/file/x")).isNull();
        assertThat(files.names("a/b/file")).isEmpty();
        assertThat(files.names("nowhere")).isEmpty();
        assertThat(files.text("nul\0")).isNull();
        Path fifo = root.resolve("fifo");
        try {
            if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0) {
                assertThat(files.text("fifo")).isNull();
                assertThat(files.open("fifo")).isNull();
            }
        } catch (IOException | InterruptedException e) {
            assertThat(fifo).doesNotExist(); // no mkfifo here
        }
    }

    @Test
    void aHugeFileIsRefusedAndItsHeadIsRead() throws IOException {
        try (RandomAccessFile huge = new RandomAccessFile(root.resolve("huge").toFile(), "rw")) {
            huge.setLength(1L << 40);
        }
        assertThatThrownBy(() -> files.text("huge"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("/huge: 1099511627776 bytes, expected at most 1048576");
        assertThat(files.head("huge", 16)).hasSize(16);
        assertThat(files.head("a/b/file", 1000)).hasSize(13);
    }

    @Test
    void namesAreSorted() throws IOException {
        for (String name : new String[] {"z", "B", "a"}) {
            Files.writeString(root.resolve("a/b").resolve(name), "");
        }
        assertThat(files.names("a/b")).containsExactly("B", "a", "file", "z");
    }

    @Test
    void theRootOfAFileSystemIsARootToo() throws IOException {
        GuestFiles host = new GuestFiles(Path.of("/"));
        assertThat(host.text(root.resolve("a/b/file").toString())).isEqualTo("content\nmore\n");
        assertThat(host.text(root.resolve("nothing").toString())).isNull();
        assertThat(host.isDirectory(root.toString())).isTrue();
    }
}
