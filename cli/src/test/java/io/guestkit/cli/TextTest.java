package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "größe", "日本語", "a😀b", "\ufffd"})
    void textIsUtf8(String text) {
        assertThat(Text.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Text.of(Text.bytes(text))).isEqualTo(text);
    }

    @Test
    void otherBytesComeBackAsTheyWere() {
        assertThat(Text.of(new byte[] {'a', (byte) 0xe9, 'b'})).isEqualTo("a\udce9b");
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(8)];
            random.nextBytes(bytes);
            assertThat(Text.bytes(Text.of(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void whatIsNeitherBecomesTheReplacementCharacter() {
        assertThat(Text.bytes("\ud800")).isEqualTo("\ufffd".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void controlCharactersAreSpelled() {
        assertThat(Text.printable("a\nb\u001b[2J\u007f\u009bé")).isEqualTo("a\\x0ab\\x1b[2J\\x7f\\x9bé");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048575, 1.0 MiB",
        "8589934592, 8.0 GiB",
        "9223372036854775807, 8.0 EiB"
    })
    void sizesAreForPeople(long bytes, String text) {
        assertThat(Text.size(bytes)).isEqualTo(text);
    }

    @Test
    void timesAreThoseOfTheJdk() {
        Random random = new Random(3);
        int[] fractions = {0, 1, 999_999_999, 1000, 500_000, 1_000_000, 120_000_000, 999_999_000};
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(-63_000_000_000L, 260_000_000_000L), fractions[i % 8]);
            assertThat(Text.utc(time)).isEqualTo(time.toString());
        }
        for (Instant time : List.of(
                Instant.MIN,
                Instant.MAX,
                Instant.EPOCH,
                Instant.parse("0000-01-01T00:00:00Z"),
                Instant.parse("0000-01-01T00:00:00Z").minusNanos(1),
                Instant.parse("9999-12-31T23:59:59.999999999Z"),
                Instant.parse("9999-12-31T23:59:59.999999999Z").plusNanos(1))) {
            assertThat(Text.utc(time)).isEqualTo(time.toString());
        }
    }

    @Test
    void suggestionsAreNear() {
        assertThat(Suggestion.of("inspcet", Commands.NAMES)).isEqualTo(" (did you mean inspect?)");
        assertThat(Suggestion.of("fi", Commands.NAMES)).isEqualTo(" (did you mean filesystems?)");
        assertThat(Suggestion.of("xyzzy", Commands.NAMES)).isEmpty();
        assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestion.distance("ab", "ba")).isEqualTo(1);
    }

    @Test
    void aCommandLineIsSplitAtItsNuls() {
        assertThat(RawArguments.split(new byte[] {'a', 0, 0, (byte) 0xff, 0})).isEqualTo(List.of("a", "", "\udcff"));
    }

    @Test
    void hashLinesAreThoseOfSha256sum() {
        assertThat(HashCommand.line("00", "/a b")).isEqualTo("00  /a b");
        assertThat(HashCommand.line("00", "/a\\b\n")).isEqualTo("\\00  /a\\\\b\\n");
    }
}
