package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PatternTest {

    @Test
    void everyWordIsItsPosition() {
        assertThat(Pattern.of(0xab).bytes(8L * 0x010203, 8)).containsExactly(0, 0xab, 0, 0, 0, 1, 2, 3);
    }

    @Test
    void anyPartIsThatPartOfTheWhole() {
        byte[] whole = Pattern.of(7).bytes(0, 100);
        for (int from = 0; from < 20; from++) {
            for (int length = 0; length < 40; length++) {
                assertThat(Pattern.of(7).bytes(from, length))
                        .isEqualTo(java.util.Arrays.copyOfRange(whole, from, from + length));
            }
        }
    }

    @Test
    @Tag("oracle")
    void recipesWriteTheSameBytes() {
        Path script = Fixtures.repository().resolve("testkit/recipes/lib/pattern.py");
        assertThat(Oracle.require("python3").run(script, "0x101", "1M", "64k").out())
                .isEqualTo(Pattern.of(0x101).bytes(1 << 20, 64 << 10));
    }
}
