package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.FileType;
import io.guestkit.fs.GuestPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every name of the tree is there, is what it should be, and nothing else is. */
interface TreeContract extends ContractSubject {

    @Test
    default void walkFindsEveryNameAndNoOther() throws IOException {
        Set<String> expected = new TreeSet<>();
        tree().items().forEach(item -> expected.add(ContractSubject.hex(path(item))));
        Set<String> found = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(path(""))) {
            walk.filter(this::belongs)
                    .forEach(path -> assertThat(found.add(ContractSubject.hex((GuestPath) path)))
                            .as("%s is listed twice", path)
                            .isTrue());
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    default void walkFromARelativePathYieldsRelativePaths() throws IOException {
        try (Stream<Path> walk = Files.walk(fileSystem().getPath("deep"))) {
            assertThat(walk).allMatch(path -> !path.isAbsolute() && path.startsWith("deep"));
        }
        try (Stream<Path> list = Files.list(fileSystem().getPath(""))) {
            assertThat(list).contains(fileSystem().getPath("hello.txt"));
        }
    }

    @Test
    default void everyNameIsFoundByItsPathAsWellAsInItsDirectory() throws IOException {
        try (Stream<Path> walk = Files.walk(path(""))) {
            for (Path listed : walk.toList()) {
                Path lookedUp = fileSystem().getPath(listed.toString());
                assertThat(lookedUp).isEqualTo(listed);
                BasicFileAttributes one =
                        Files.readAttributes(lookedUp, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                BasicFileAttributes other =
                        Files.readAttributes(listed, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                assertThat(one.fileKey()).as(listed.toString()).isNotNull().isEqualTo(other.fileKey());
            }
        }
    }

    @Test
    default void attributesOfEveryFile() throws IOException {
        for (FileTree.Item item : tree().items()) {
            FileTree.Facts facts = item.facts();
            Map<String, Object> unix = Files.readAttributes(path(item), "unix:*", LinkOption.NOFOLLOW_LINKS);
            int mode = (int) Files.getAttribute(path(item), "unix:mode", LinkOption.NOFOLLOW_LINKS);
            assertThat(FileType.ofMode(mode)).as("type of %s", item).isEqualTo(facts.type);
            if (facts.type == FileType.REGULAR) {
                assertThat(unix).as("%s", item).containsEntry("size", facts.content.size());
                assertThat(unix).as("%s", item).containsEntry("nlink", facts.links);
            }
            if (facts.type == FileType.SYMLINK) {
                assertThat(unix).as("%s", item).containsEntry("size", (long) facts.target.length);
            }
            if (facts.type == FileType.REGULAR && stores(Capability.MODIFIED_TIMES)) {
                assertThat(unix).as("%s", item).containsEntry("lastModifiedTime", FileTime.from(facts.modified));
            }
            if (stores(Capability.PERMISSIONS)) {
                assertThat(mode & 07777).as("mode of %s", item).isEqualTo(facts.permissions);
                assertThat(unix).as("%s", item).containsEntry("uid", (int) facts.uid);
                assertThat(unix).as("%s", item).containsEntry("gid", (int) facts.gid);
            }
            long rdev = facts.device == null ? 0 : facts.device.toLong();
            assertThat(unix).as("%s", item).containsEntry("rdev", rdev);
        }
    }

    @Test
    default void contentOfEveryFile() throws IOException {
        for (FileTree.Item item : items(FileType.REGULAR)) {
            byte[] expected = ContractSubject.content(item);
            assertThat(Files.readAllBytes(path(item))).as("%s", item).isEqualTo(expected);
            try (InputStream in = Files.newInputStream(path(item))) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                assertThat(in.transferTo(out)).as("%s", item).isEqualTo(expected.length);
                assertThat(out.toByteArray()).as("%s", item).isEqualTo(expected);
                assertThat(in.read()).as("%s", item).isEqualTo(-1);
            }
        }
    }

    @Test
    default void listOfALargeDirectory() throws IOException {
        try (Stream<Path> list = Files.list(path("many"))) {
            assertThat(list.map(path -> path.getFileName().toString()).sorted())
                    .isEqualTo(tree().children("many").stream()
                            .map(item -> new String(item.path(), StandardCharsets.UTF_8).substring(5))
                            .sorted()
                            .toList());
        }
        try (Stream<Path> list = Files.list(path("empty-directory"))) {
            assertThat(list).isEmpty();
        }
    }

    @Test
    default void directoryStreamsFilter() throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path("many"), "entry-00?*.txt")) {
            assertThat(listOf(stream)).hasSize(10);
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path(""), "block{,-1}.[a-c]i*")) {
            assertThat(listOf(stream)).containsExactlyInAnyOrder(path("block.bin"), path("block-1.bin"));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path(""), Files::isDirectory)) {
            assertThat(listOf(stream)).contains(path("deep"), path("many")).doesNotContain(path("hello.txt"));
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path("many"))) {
            assertThat(stream.iterator()).hasNext();
            assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
        }
    }

    /** A directory stream can be iterated over once, and assertions do so several times. */
    private static List<Path> listOf(DirectoryStream<Path> stream) {
        List<Path> list = new ArrayList<>();
        stream.forEach(list::add);
        return list;
    }

    @Test
    default void findByAttributes() throws IOException {
        try (Stream<Path> found =
                Files.find(path(""), 99, (path, attributes) -> attributes.size() == AwkwardTree.LARGE)) {
            assertThat(found).containsExactly(path("large.bin"));
        }
    }
}
