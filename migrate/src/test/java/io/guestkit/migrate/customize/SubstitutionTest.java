package io.guestkit.migrate.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubstitutionTest {

    private static String apply(String expression, String text) throws Exception {
        return Substitution.parse(expression).apply(text);
    }

    @Test
    void onceALineOrAsOftenAsItFits() throws Exception {
        assertThat(apply("s/a/b/", "aa\naa\n")).isEqualTo("ba\nba\n");
        assertThat(apply("s/a/b/g", "aa\nAa\n")).isEqualTo("bb\nAb\n");
        assertThat(apply("s/a/b/i", "Aa\n")).isEqualTo("ba\n");
        assertThat(apply("s/a/b/gi", "Aa\nx")).isEqualTo("bb\nx");
        assertThat(apply("s/x*/-/g", "abc")).isEqualTo("-a-b-c-");
    }

    @Test
    void aSlashBehindABackslashIsItself() throws Exception {
        assertThat(apply("s/\\/bin\\/sh/\\/bin\\/bash/", "x:/bin/sh\n")).isEqualTo("x:/bin/bash\n");
        assertThat(apply("s,/bin/sh,/bin/bash,", "x:/bin/sh\n")).isEqualTo("x:/bin/bash\n");
        assertThat(apply("s|a\\|b|c\\|d|", "a|b a b")).isEqualTo("c|d a b");
    }

    @Test
    void linesAreLookedAtOneByOne() throws Exception {
        assertThat(apply("s/^#?Port.*$/Port 22/", "#Port 1\nx\nPort 2\r\nPort 3"))
                .isEqualTo("Port 22\nx\nPort 22\nPort 22");
        assertThat(apply("s/b[^x]*/-/", "ab\ncd\n")).isEqualTo("a-cd\n");
        assertThat(apply("s/\\n/;/", "a\nb")).isEqualTo("a;b");
    }

    @ParameterizedTest
    @CsvSource({
        "s/(b)(c)?/[$1$2]/, a[b]d",
        "s/(b)/[${1}0]/, a[b0]d",
        "s/(b)/[\\1]/, a[b]d",
        "s/b/[$&$&]/, a[bb]d",
        "s/b/\\$1\\\\\\t/, 'a$1\\\td'",
        "s/b/x@y/, ax@yd",
    })
    void replacements(String expression, String expected) throws Exception {
        assertThat(apply(expression, "abd")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "y/a/b/",
                "s/a/b",
                "s/a/b/c/",
                "s/a/b/e",
                "s/(/b/",
                "s{a}{b}",
                "saxbxc",
                "s/a/$1/",
                "s/a/$name/",
                "s/a/b$/",
                "s/a/\\U$&/",
                "s/(a)/$0/",
                "s/a/b\\/"
            })
    void whatIsNoneOrOnlyPerlKnows(String expression) {
        assertThatThrownBy(() -> Substitution.parse(expression)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineThatIsTooLongForAPatternIsNoDisaster() {
        assertThatThrownBy(() -> apply("s/^(a|b)*$/x/", "ab".repeat(500_000)))
                .isInstanceOf(java.io.IOException.class)
                .hasMessageContaining("too long for this pattern");
    }
}
