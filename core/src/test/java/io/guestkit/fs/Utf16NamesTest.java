package io.guestkit.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf16NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Grüße", "日本語", "😀.txt", "\ud800", "a\udc00b", "\udc00\ud800", "é\ud83d"})
    void bytes_round_trip(String name) {
        assertThat(Utf16Names.fromBytes(Utf16Names.toBytes(name))).isEqualTo(name);
    }

    @Test
    void whole_characters_are_utf8() {
        String name = "aß€😀";
        assertThat(Utf16Names.toBytes(name)).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void bytes_that_no_name_has_are_none() {
        int[][] bad = {
            {0xff},
            {0x80},
            {0xc0, 0x80},
            {0xe2, 0x82},
            {0xc3, 0x41},
            {0xf7, 0xbf, 0xbf, 0xbf},
            {0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80}, // a whole pair in two halves
        };
        for (int[] units : bad) {
            byte[] bytes = new byte[units.length];
            for (int i = 0; i < units.length; i++) {
                bytes[i] = (byte) units[i];
            }
            assertThat(Utf16Names.fromBytes(bytes)).isNull();
        }
    }
}
