package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("oracle")
class FixturesTest {

    /** An answer beside every image, for all recipes that promise one. */
    @Test
    void everyVariantHasItsAnswer() throws IOException {
        assertAnswers("fat-variants", ".raw", ".jsonl");
        assertAnswers("ext-variants", ".raw", ".jsonl");
        assertAnswers("xfs-variants", ".raw", ".jsonl");
        assertAnswers("qcow2-variants", ".qcow2", ".map.json", "locked-", "broken-");
    }

    @Test
    void aFixtureIsMadeOnce() throws IOException {
        Path made = Fixtures.of("fat-variants");
        Object key = Files.readAttributes(made, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        assertThat(Fixtures.of("fat-variants")).isEqualTo(made);
        assertThat(Files.readAttributes(made, java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey())
                .isEqualTo(key);
    }

    private static void assertAnswers(String recipe, String image, String answer, String... without)
            throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.of(recipe))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            List<String> images = names.stream()
                    .filter(name -> name.endsWith(image) && Stream.of(without).noneMatch(name::startsWith))
                    .map(name -> name.substring(0, name.length() - image.length()) + answer)
                    .toList();
            assertThat(images).hasSizeGreaterThan(5);
            assertThat(names).containsAll(images);
        }
    }
}
