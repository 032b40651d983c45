package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.GuestPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is the same file, and what is the same name. */
interface NameContract extends ContractSubject {

    @Test
    default void hardLinksAreTheSameFile() throws IOException {
        needs(Capability.HARD_LINKS);
        assertThat(Files.isSameFile(path("one-name"), path("deep/other-name"))).isTrue();
        assertThat(Files.getAttribute(path("one-name"), "unix:nlink")).isEqualTo(2);
        assertThat(Files.readAttributes(path("one-name"), BasicFileAttributes.class)
                        .fileKey())
                .isEqualTo(Files.readAttributes(path("deep/other-name"), BasicFileAttributes.class)
                        .fileKey());
    }

    @Test
    default void differentFilesDiffer() throws IOException {
        assertThat(Files.isSameFile(path("hello.txt"), path("deep/../hello.txt")))
                .isTrue();
        assertThat(Files.isSameFile(path("hello.txt"), path("one-byte"))).isFalse();
        assertThat(Files.isSameFile(path("hello.txt"), Path.of("/"))).isFalse();
        Set<Object> keys = new HashSet<>();
        Set<FileTree.Facts> files = new HashSet<>();
        for (FileTree.Item item : tree().items()) {
            files.add(item.facts());
            keys.add(Files.readAttributes(path(item), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey());
        }
        assertThat(keys).hasSameSizeAs(files);
    }

    @Test
    default void namesSurviveBeingStrings() throws IOException {
        for (FileTree.Item item : tree().items()) {
            GuestPath path = path(item);
            GuestPath again = fileSystem().getPath(path.toString());
            assertThat(again.bytes()).as("%s", item).isEqualTo(path.bytes());
            assertThat(Files.exists(again, LinkOption.NOFOLLOW_LINKS))
                    .as("%s", item)
                    .isTrue();
        }
    }

    @Test
    default void namesOfAnyBytes() throws IOException {
        needs(Capability.BYTE_NAMES);
        assertThat(Files.readAllBytes(path("bytes/caf\udce9-latin1"))).isEqualTo(FileTree.latin1("caf\u00e9-latin1"));
        assertThat(Files.exists(path("bytes/caf\u00e9-latin1"))).isFalse();
        assertThat(Files.exists(path("bytes/new\nline"))).isTrue();
        assertThat(Files.exists(path("bytes/hello.txt"))).isFalse();
    }

    @Test
    default void caseIsIgnoredAndKept() throws IOException {
        needs(Capability.CASE_INSENSITIVE);
        assertThat(Files.readString(path("HELLO.txt"))).isEqualTo("hello, guest\n");
        assertThat(Files.readString(path("DEEP/Leaf"))).isEqualTo("leaf\n");
        assertThat(Files.isSameFile(path("mixed case.txt"), path("MIXED CASE.TXT")))
                .isTrue();
        assertThat(path("mixed case.txt").toRealPath()).isEqualTo(path("Mixed Case.TXT"));
        assertThat(path("DEEP/LEAF").toRealPath()).isEqualTo(path("deep/leaf"));
    }
}
