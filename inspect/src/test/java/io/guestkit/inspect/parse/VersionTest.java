package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {

    @ParameterizedTest
    @CsvSource({
        "CentOS Linux release 7.9.2009 (Core), 7.9.2009, 7, 9",
        "Red Hat Enterprise Linux ES release 4 (Nahant Update 8), 4.8, 4, 8",
        "Red Hat Enterprise Linux Server release 5 Update 3, 5.3, 5, 3",
        "Fedora release 22 (Twenty Two), 22, 22, ",
        "openSUSE 13.2 (x86_64), 13.2, 13, 2",
        "ttylinux x86_64 14.0, 14.0, 14, 0",
        "12.15, 12.15, 12, 15",
        "3.0 PLD Linux (Th), 3.0, 3, 0",
        "Slackware 14.2., 14.2, 14, 2",
        "release 7., 7, 7, ",
        "ALT 7.0.5 (Centaurus), 7.0.5, 7, 0",
        "1.12345678901, 1, 1, ",
    })
    void findsTheVersionOfAReleaseLine(String line, String text, int major, Integer minor) {
        Version version = Version.find(line);
        assertThat(version).isNotNull();
        assertThat(version.text()).isEqualTo(text);
        assertThat(version.major()).isEqualTo(major);
        assertThat(version.minor()).isEqualTo(minor == null ? OptionalInt.empty() : OptionalInt.of(minor));
    }

    @ParameterizedTest
    @CsvSource({"22.04, 22, 4", "V7Update6, 7, 6", "V10, 10, ", "p10, 10, ", "20240110, 20240110, ", "1.2.3-beta, 1, 2"
    })
    void readsVersionIds(String id, int major, Integer minor) {
        Version version = Version.of(id);
        assertThat(version).isNotNull();
        assertThat(version.major()).isEqualTo(major);
        assertThat(version.minor()).isEqualTo(minor == null ? OptionalInt.empty() : OptionalInt.of(minor));
    }

    @Test
    void numbersThatAreNoneAreNoVersion() {
        assertThat(Version.find("")).isNull();
        assertThat(Version.find("bookworm/sid")).isNull();
        assertThat(Version.find("x86_64")).isNull();
        assertThat(Version.find("release ")).isNull();
        assertThat(Version.find("12345678901")).isNull();
        assertThat(Version.of("rolling")).isNull();
        assertThat(Version.of("")).isNull();
        assertThat(Version.find("9".repeat(1_000_000))).isNull();
    }
}
