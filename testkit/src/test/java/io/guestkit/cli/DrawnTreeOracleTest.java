package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tree} draws of a file system that mke2fs filled with a directory, against what tree(1) draws of that. */
@Tag("oracle")
class DrawnTreeOracleTest {

    @TempDir
    Path scratch;

    private Path files;
    private Path image;

    @BeforeEach
    void fill() throws IOException {
        files = Files.createDirectory(scratch.resolve("files"));
        for (String directory : List.of("a", "a-b", "a/empty", "a/deep/er/still", "z", ".hidden", "café")) {
            Files.createDirectories(files.resolve(directory));
        }
        for (String file :
                List.of("a/one", "a/two", "a.txt", "a0", "z/last", ".hidden/x", "café/crème", "a/deep/er/f")) {
            Files.writeString(files.resolve(file), file);
        }
        Files.createSymbolicLink(files.resolve("z/link"), Path.of("../a"));
        Files.createSymbolicLink(files.resolve("loop"), Path.of("."));
        image = scratch.resolve("image.raw");
        Oracle.require("mke2fs").run("-q", "-t", "ext4", "-d", files, image, "8M");
        Oracle.require("debugfs").run("-w", "-R", "rmdir lost+found", image);
    }

    private String theirs(String... options) {
        Object[] words = new Object[options.length + 4];
        System.arraycopy(new Object[] {"-a", "-N", "--charset=UTF-8"}, 0, words, 0, 3);
        System.arraycopy(options, 0, words, 3, options.length);
        words[words.length - 1] = ".";
        return Oracle.require("tree")
                .in(files)
                .run(words)
                .text()
                .replace('\u00a0', ' ')
                .replaceFirst("^\\.", "/");
    }

    @Test
    @Proves(area = "tree", feature = "whole trees, directories only, some levels", referee = "tree(1)")
    void drawsWhatTreeDraws() {
        assertThat(lines(Guestkit.succeed("tree", image).text())).isEqualTo(lines(theirs()));
        assertThat(lines(Guestkit.succeed("tree", image, "-L", "2").text())).isEqualTo(lines(theirs("-L", "2")));
        assertThat(lines(Guestkit.succeed("tree", image, "/a", "-d").text()).subList(1, 5))
                .containsExactly("├── deep", "│   └── er", "│       └── still", "└── empty");
    }

    /** tree(1) counts links to directories as directories, for which it follows them. */
    private static List<String> lines(String drawing) {
        List<String> lines = drawing.lines().toList();
        return lines.subList(0, lines.size() - 1);
    }

    @Test
    void countsWhatItDrew() {
        assertThat(Guestkit.succeed("tree", image).text()).endsWith("\n\n9 directories, 10 files\n");
        assertThat(Guestkit.succeed("tree", image, "/z", "-d").text()).isEqualTo("/z\n\n0 directories\n");
    }

    @Test
    void objectsAreNestedAsDirectoriesAre() throws IOException {
        Map<String, Object> root = Json.object(Json.parse(
                Guestkit.succeed("tree", image, "/a", "--output", "json").text()));
        assertThat(root).containsEntry("name", "/a").containsEntry("type", "dir");
        List<?> contents = (List<?>) root.get("contents");
        List<Object> names = new ArrayList<>();
        for (Object each : contents) {
            names.add(Json.object(each).get("name"));
        }
        assertThat(names).isEqualTo(List.of("deep", "empty", "one", "two"));
        assertThat(((Map<?, ?>) contents.get(1)).get("contents")).isEqualTo(List.of());
        assertThat(((Map<?, ?>) contents.get(2)).containsKey("contents")).isFalse();
        assertThat(Guestkit.succeed("tree", image, "/z", "--output", "json").text())
                .contains("\"target\": \"../a\"");
        assertThat(Guestkit.run("tree", image, "--output", "yaml").status()).isEqualTo(2);
    }
}
