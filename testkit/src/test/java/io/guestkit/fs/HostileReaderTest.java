package io.guestkit.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import io.guestkit.testkit.FileTree;
import io.guestkit.testkit.MemoryFs;
import io.guestkit.testkit.StoredBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader whose bytes lie must not lead the java.nio side astray. */
class HostileReaderTest {

    /** Shows one directory that has itself as an entry of the given name, and files around it. */
    private record Lying(FsReader honest, byte[] name) implements FsReader {

        private record SelfEntry(byte[] name, Node node) implements Entry {}

        @Override
        public FsInfo info() {
            return honest.info();
        }

        @Override
        public Node root() throws IOException {
            return honest.root();
        }

        @Override
        public Node lookup(Node directory, byte[] name) {
            return directory;
        }

        @Override
        public EntryCursor list(Node directory) throws IOException {
            EntryCursor entries = honest.list(directory);
            boolean[] told = {false};
            return () -> {
                if (!told[0]) {
                    told[0] = true;
                    return new SelfEntry(name, directory);
                }
                return entries.next();
            };
        }

        @Override
        public byte[] readLink(Node link) throws IOException {
            return honest.readLink(link);
        }

        @Override
        public BlockSource content(Node file) throws IOException {
            return honest.content(file);
        }

        @Override
        public Map<String, byte[]> xattrs(Node node) throws IOException {
            return honest.xattrs(node);
        }

        @Override
        public List<Warning> warnings() {
            return honest.warnings();
        }
    }

    private static GuestFileSystem lying(String name) {
        return GuestFileSystem.of(
                new Lying(MemoryFs.of(new FileTree().file("file", "")), FileTree.latin1(name)), "lying");
    }

    @Test
    void directoriesInsideThemselvesEndWalksAndLookups() {
        GuestFileSystem fileSystem = lying("self");
        assertThatThrownBy(() -> {
                    try (Stream<Path> walk = Files.walk(fileSystem.getPath("/"))) {
                        assertThat(walk.count()).isPositive();
                    }
                })
                .hasRootCauseInstanceOf(FileSystemLoopException.class);
        assertThatThrownBy(() -> Files.list(fileSystem.getPath("/self/self")))
                .isInstanceOf(FileSystemLoopException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "a/../../etc/passwd", "/etc", "a\u0000b"})
    void namesThatLeadElsewhereAreCorrupt(String name) {
        GuestFileSystem fileSystem = lying(name);
        assertThatThrownBy(() -> {
                    try (Stream<Path> list = Files.list(fileSystem.getPath("/"))) {
                        assertThat(list.count()).isPositive();
                    }
                })
                .hasRootCauseInstanceOf(CorruptDataException.class);
    }

    @Test
    void linkTargetsThatAreNoPaths() {
        FileTree tree = new FileTree()
                .symlink(FileTree.utf8("long"), new byte[5000])
                .symlink(FileTree.utf8("nul"), new byte[] {'a', 0, 'b'})
                .symlink(FileTree.utf8("empty"), new byte[0]);
        GuestFileSystem fileSystem = GuestFileSystem.of(MemoryFs.of(tree), "links");
        assertThatThrownBy(() -> Files.readString(fileSystem.getPath("long"))).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Files.readSymbolicLink(fileSystem.getPath("nul")))
                .isInstanceOf(CorruptDataException.class);
        assertThat(Files.exists(fileSystem.getPath("nul"))).isFalse();
        assertThat(Files.exists(fileSystem.getPath("empty"))).isFalse();
    }

    @Test
    void treesDeeperThanPathsAreNotFollowedForEver() {
        FileTree tree = new FileTree();
        String name = "d".repeat(200);
        StringBuilder path = new StringBuilder(name);
        for (int depth = 0; depth < 90; depth++) {
            path.append('/').append(name);
        }
        GuestFileSystem fileSystem = GuestFileSystem.of(MemoryFs.of(tree.directory(path.toString())), "deep");
        assertThatThrownBy(() -> {
                    try (Stream<Path> walk = Files.walk(fileSystem.getPath("/"))) {
                        assertThat(walk.count()).isPositive();
                    }
                })
                .hasMessageContaining("path of more than");
    }

    @Test
    void sizesBeyondMemoryAreReadPieceByPiece() throws IOException {
        FileTree tree = new FileTree().file(FileTree.utf8("huge"), new StoredBytes(Long.MAX_VALUE, 0, new byte[] {1}));
        GuestFileSystem fileSystem = GuestFileSystem.of(MemoryFs.of(tree), "huge");
        try (SeekableByteChannel channel = Files.newByteChannel(fileSystem.getPath("huge"))) {
            assertThat(channel.size()).isEqualTo(Long.MAX_VALUE);
            assertThat(channel.position(Long.MAX_VALUE - 3).read(ByteBuffer.allocate(10)))
                    .isEqualTo(3);
            assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
    }
}
