package io.guestkit.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Globs match what the JDK's match on Linux. */
class PathPatternTest {

    private static final List<String> GLOBS = List.of(
            "*",
            "**",
            "?",
            "*.java",
            "*.{java,class}",
            "a?c",
            "[abc]",
            "[!abc]",
            "[a-c]x",
            "[-a]",
            "[!-a]",
            "[a^]",
            "[&&]",
            "a*b*c",
            "/a/**",
            "/a/*",
            "**/c",
            "\\*",
            "\\[x\\]",
            "[*?]",
            "a+b",
            "(a|b)",
            "a.b",
            "$x^",
            "{a,b}*",
            "{a*,b?}",
            "",
            "a,b",
            "}",
            "]",
            "[\\]",
            "x{,y}z",
            "[a-]");

    private static final List<String> PATHS = List.of(
            "a",
            "b",
            "c",
            "x",
            "-",
            "^",
            "&",
            "*",
            "[x]",
            "ax",
            "bx",
            "abc",
            "a-c",
            "aXbXc",
            "a/b",
            "/a/b",
            "/a/b/c",
            "a.b",
            "aab",
            "a+b",
            "(a|b)",
            "a.java",
            "a.class",
            "b.c.java",
            ".hidden",
            "",
            "$x^",
            "\\",
            "a,b",
            "}",
            "]",
            "xz",
            "xyz",
            "\ud83d\udc27");

    private final GuestFileSystem fileSystem = GuestFileSystem.of(new MissingDirectory(), "test");

    @Test
    void matchesWhatTheJdkMatches() {
        for (String glob : GLOBS) {
            for (String path : PATHS) {
                assertThat(fileSystem.getPathMatcher("glob:" + glob).matches(fileSystem.getPath(path)))
                        .as("'%s' on '%s'", glob, path)
                        .isEqualTo(FileSystems.getDefault()
                                .getPathMatcher("glob:" + glob)
                                .matches(Path.of(path)));
            }
        }
    }

    @Test
    void lineBreaksAreCharactersLikeAnyOther() {
        for (String glob : List.of("*", "**", "new?line", "new[!a]line")) {
            assertThat(fileSystem.getPathMatcher("glob:" + glob).matches(fileSystem.getPath("new\nline")))
                    .as(glob)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[]", "[a", "{a", "{a,{b}}", "a\\", "[a/b]", "[z-a]"})
    void whatIsNoGlobIsRefused(String glob) {
        assertThatThrownBy(() -> PathPattern.compile(glob)).isInstanceOf(PatternSyntaxException.class);
    }

    @Test
    void otherSyntaxes() {
        assertThat(fileSystem.getPathMatcher("regex:a+").matches(fileSystem.getPath("aaa")))
                .isTrue();
        assertThat(fileSystem.getPathMatcher("GLOB:a*").matches(fileSystem.getPath("aaa")))
                .isTrue();
        assertThatThrownBy(() -> fileSystem.getPathMatcher("sql:a%")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> fileSystem.getPathMatcher("a*")).isInstanceOf(IllegalArgumentException.class);
    }
}
