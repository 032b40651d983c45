package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteLinesTest {

    private static List<String> read(InputStream in) throws IOException {
        ByteLines lines = new ByteLines(in, 1L << 30);
        List<String> all = new ArrayList<>();
        while (lines.next()) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < lines.length(); i++) {
                line.append((char) (lines.at(i) & 0xff));
            }
            all.add(line.toString());
        }
        return all;
    }

    /** Delivers a few bytes at a time, as streams may. */
    private static InputStream dripping(String text, Random random) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(70_000)));
            }
        };
    }

    @Test
    void linesAreThoseOfTheText() throws IOException {
        Random random = new Random(1);
        assertThat(read(dripping("", random))).isEmpty();
        assertThat(read(dripping("\n", random))).containsExactly("");
        assertThat(read(dripping("a\n\nb", random))).containsExactly("a", "", "b");
        assertThat(read(dripping("a\r\nb\r\n", random))).containsExactly("a", "b");
    }

    @Test
    void anyMixtureOfLengthsIsCutAtTheLimit() throws IOException {
        Random random = new Random(2);
        int[] lengths = {
            0,
            1,
            5,
            79,
            4096,
            ByteLines.MAX_LINE - 1,
            ByteLines.MAX_LINE,
            ByteLines.MAX_LINE + 1,
            2 * ByteLines.MAX_LINE - 1,
            2 * ByteLines.MAX_LINE,
            2 * ByteLines.MAX_LINE + 1,
            5 * ByteLines.MAX_LINE
        };
        for (int round = 0; round < 60; round++) {
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                int length = lengths[random.nextInt(lengths.length)];
                String line = String.valueOf((char) ('a' + i)).repeat(length);
                text.append(line).append('\n');
                expected.add(line.substring(0, Math.min(length, ByteLines.MAX_LINE)));
            }
            assertThat(read(dripping(text.toString(), random))).isEqualTo(expected);
        }
    }

    @Test
    void aLastLineWithoutNewlineCountsEvenIfItIsTooLong() throws IOException {
        assertThat(read(dripping("x\n" + "y".repeat(300_000), new Random(3))))
                .containsExactly("x", "y".repeat(ByteLines.MAX_LINE));
    }

    @Test
    void aFileLargerThanAllowedIsRefused() {
        ByteLines lines = new ByteLines(new ByteArrayInputStream(new byte[1000]), 999);
        assertThatThrownBy(lines::next).isInstanceOf(EOFException.class).hasMessageContaining("999");
    }
}
