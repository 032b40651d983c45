package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.FileType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Symbolic links lead where they would lead inside the guest. */
interface LinkContract extends ContractSubject {

    @Test
    default void linksAreFollowedUnlessToldOtherwise() throws IOException {
        needs(Capability.SYMLINKS);
        assertThat(Files.readString(path("link-file"))).isEqualTo("hello, guest\n");
        assertThat(Files.readString(path("link-absolute"))).isEqualTo("leaf\n");
        assertThat(Files.readString(path("link-directory/leaf"))).isEqualTo("leaf\n");
        assertThat(Files.readString(path("link-slash/leaf"))).isEqualTo("leaf\n");
        assertThat(Files.readString(path("link-root/deep/link-parent/link-root/hello.txt")))
                .isEqualTo("hello, guest\n");
        assertThat(Files.readString(path("link-long"))).isEqualTo("leaf\n");
        assertThat(Files.isSymbolicLink(path("link-file"))).isTrue();
        assertThat(Files.isRegularFile(path("link-file"))).isTrue();
        assertThat(Files.isRegularFile(path("link-file"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThatThrownBy(() -> Files.newByteChannel(path("link-file"), LinkOption.NOFOLLOW_LINKS))
                .isInstanceOf(FileSystemException.class);
        try (Stream<Path> list = Files.list(path("link-directory"))) {
            assertThat(list).contains(path("link-directory/leaf"));
        }
    }

    @Test
    default void linksAreFollowedFromPathsOfADirectoryStream() throws IOException {
        needs(Capability.SYMLINKS);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path("link-directory"), "link-*")) {
            for (Path link : stream) {
                boolean up = link.endsWith("link-up");
                assertThat(Files.isSymbolicLink(link)).isTrue();
                assertThat(Files.isRegularFile(link)).isEqualTo(up);
                assertThat(link.toRealPath()).isEqualTo(up ? path("hello.txt") : path(""));
            }
        }
    }

    @Test
    default void linkTargetsAreReadAsStored() throws IOException {
        needs(Capability.SYMLINKS);
        for (FileTree.Item item : items(FileType.SYMLINK)) {
            assertThat(Files.readSymbolicLink(path(item)))
                    .as("%s", item)
                    .isEqualTo(fileSystem().getPath(item.facts().target));
        }
        assertThatThrownBy(() -> Files.readSymbolicLink(path("hello.txt"))).isInstanceOf(NotLinkException.class);
    }

    @Test
    default void parentNeverLeavesTheRoot() throws IOException {
        needs(Capability.SYMLINKS);
        assertThat(Files.readString(path("deep/link-up"))).isEqualTo("hello, guest\n");
        assertThat(Files.readString(path("link-directory/../hello.txt"))).isEqualTo("hello, guest\n");
        assertThat(Files.isSameFile(path("deep/link-parent/.."), path(""))).isTrue();
    }

    @Test
    default void fortyLinksAreFollowedAndNotMore() throws IOException {
        needs(Capability.SYMLINKS);
        assertThat(Files.readString(path("chain/39"))).isEqualTo("hello, guest\n");
        for (String loop : List.of("chain/40", "link-self", "deep/loop-a", "link-self/below")) {
            assertThatThrownBy(() -> Files.readString(path(loop))).isInstanceOf(FileSystemLoopException.class);
            assertThat(Files.exists(path(loop))).isFalse();
        }
        assertThat(Files.exists(path("link-self"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    default void linksThatLeadNowhere() {
        needs(Capability.SYMLINKS);
        assertThatThrownBy(() -> Files.readString(path("link-dangling"))).isInstanceOf(NoSuchFileException.class);
        assertThat(Files.exists(path("link-dangling"))).isFalse();
        assertThat(Files.exists(path("link-dangling"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThatThrownBy(() -> Files.readString(path("link-file-slash"))).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    default void realPathsHaveNoLinks() throws IOException {
        assertThat(fileSystem().getPath("deep/../hello.txt").toRealPath()).isEqualTo(path("hello.txt"));
        assertThat(path("").toRealPath()).isEqualTo(path(""));
        assertThatThrownBy(() -> path("nowhere").toRealPath()).isInstanceOf(NoSuchFileException.class);
        if (stores(Capability.SYMLINKS)) {
            assertThat(path("link-root/link-directory/leaf").toRealPath()).isEqualTo(path("deep/leaf"));
            assertThat(path("link-root/link-file").toRealPath(LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(path("link-file"));
        }
    }

    @Test
    default void walksFollowLinksOnlyWhenAsked() throws IOException {
        needs(Capability.SYMLINKS);
        Path start = path("link-directory");
        try (Stream<Path> walk = Files.walk(start)) {
            assertThat(walk).containsExactly(start);
        }
        assertThatThrownBy(() -> {
                    try (Stream<Path> walk = Files.walk(path(""), FileVisitOption.FOLLOW_LINKS)) {
                        assertThat(walk.count()).isPositive();
                    }
                })
                .hasRootCauseInstanceOf(FileSystemLoopException.class);
    }
}
