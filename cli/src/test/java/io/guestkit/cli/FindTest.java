package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a directory of this machine: commands see only paths. */
class FindTest {

    @TempDir
    Path root;

    @BeforeEach
    void makeTree() throws IOException {
        Files.createDirectories(root.resolve("a"));
        Files.writeString(root.resolve("a/b"), "hello");
        Files.writeString(root.resolve("a-b"), "");
        Files.writeString(root.resolve("a.b"), "");
        Files.createSymbolicLink(root.resolve("link"), Path.of("../nowhere"));
        Files.setPosixFilePermissions(root.resolve("a/b"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(root.resolve("a/b"), FileTime.from(Instant.parse("2026-01-02T03:04:05.5Z")));
    }

    private List<String> find(String... flags) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams streams = new Streams(out, java.io.OutputStream.nullOutputStream());
        List<String> arguments = new ArrayList<>(List.of("image"));
        arguments.addAll(List.of(flags));
        Invocation call = Arguments.parse(new FindCommand().usage(), arguments, streams);
        assertThat(FindCommand.print(root, call)).isZero();
        streams.flush();
        List<String> lines = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).split("[\n\0]")) {
            lines.add(line.replace(root.toString(), ""));
        }
        return lines;
    }

    @Test
    void theOrderIsThatOfTheBytesOfWholePaths() throws IOException {
        Files.writeString(root.resolve("é"), "");
        Files.writeString(root.resolve("\ufb01"), "");
        Files.writeString(root.resolve("😀"), "");

        assertThat(find()).containsExactly("", "/a", "/a-b", "/a.b", "/a/b", "/link", "/é", "/\ufb01", "/😀");
        assertThat(find("-0")).isEqualTo(find());
    }

    @Test
    void aLineOfJsonHasAllThatIsKnown() throws IOException {
        Object uid = Files.getAttribute(root, "unix:uid");
        Object gid = Files.getAttribute(root, "unix:gid");

        List<String> lines = find("--hash", "--output", "json");

        assertThat(lines)
                .contains(("{'path':'/a/b','type':'file','mode':'0640','uid':%s,'gid':%s,'nlink':1,'size':5,"
                                + "'mtime':'2026-01-02T03:04:05.500Z','xattrs':{},'sha256':"
                                + "'2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'}")
                        .formatted(uid, gid)
                        .replace('\'', '"'));
        assertThat(lines.getLast()).contains("\"type\":\"symlink\"", "\"size\":10", "\"target\":\"../nowhere\"");
        assertThat(lines.get(1)).contains("\"type\":\"dir\"").doesNotContain("sha256");
    }

    @Test
    void yamlIsADocumentForEachFile() throws IOException {
        assertThat(find("--output", "yaml")).contains("---", "path: /a/b", "mode: \"0640\"", "size: 5");
    }

    @Test
    void textWithHashesHasADashWhereThereIsNone() throws IOException {
        assertThat(find("--hash"))
                .contains("-  /a", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  /a/b");
    }

    @Test
    void controlCharactersInNamesAreSpelledUnlessTheExactNameIsWanted() throws IOException {
        Files.writeString(root.resolve("z\u001b"), "");

        assertThat(find()).contains("/z\\x1b");
        assertThat(find("-0")).contains("/z\u001b");
    }

    @Test
    void digestsAreThoseOfOtherTools() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
            file.setLength(1 << 20);
        }

        assertThat(new ContentDigest("sha256").of(root.resolve("big")))
                .isEqualTo("30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58");
        assertThat(new ContentDigest("md5").of(root.resolve("a/b"))).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    }

    @Test
    void lsHasTheColumnsOfLsL() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams streams = new Streams(out, java.io.OutputStream.nullOutputStream());
        LsCommand.print(root, Arguments.parse(new LsCommand().usage(), List.of("-l", "image"), streams));
        streams.flush();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("(?m)^drwx\\S+ .* a$")
                .containsPattern("(?m)^lrwxrwxrwx +1 .* link -> ../nowhere$");
    }

    @Test
    void modesHaveTheirSpecialBits() throws IOException {
        Entry entry = Entry.of(root.resolve("a/b"));
        Entry special =
                new Entry(entry.path(), entry.type(), entry.id(), 07644, 0, 0, 1, 5, entry.modified(), 0x800000012L);

        assertThat(entry.modeString()).isEqualTo("-rw-r-----");
        assertThat(special.modeString()).isEqualTo("-rwSr-Sr-T");
        assertThat(special.mode()).isEqualTo("7644");
        assertThat(Entry.of(Path.of("/dev/null")).deviceNumber()).isEqualTo("1:3");
    }
}
