package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Lznt1Test {

    /** The example of [MS-XCA], section 3.3. */
    private static final String COMPRESSED = "38b08846232000204720410010a24701a04520440008450150"
            + "7900c045200524138805b4024a44ef0358028c091601484500be009e000401189000";

    private static final String TEXT =
            "F# F# G A A G F# E D D E F# F# E E F# F# G A A G F# E D D E F# E D D E E F# D E F# G F#"
                    + " D E F# G F# E D E A F# F# G A A G F# E D D E F# E D D\0";

    @Test
    void decodes_the_example_of_the_specification() throws Exception {
        byte[] out = decode(COMPRESSED, TEXT.length());
        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "033061626364, 616263640000, a chunk that is stored as it is and shorter than the rest",
        "0000, 0000, an end mark",
        "'', 000000, nothing at all",
        "03b002610a00, 6161616161616161, a match that overlaps itself"
    })
    void decodes(String compressed, String expected, String what) throws Exception {
        assertThat(HexFormat.of().formatHex(decode(compressed, expected.length() / 2)))
                .as(what)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0310 61626364, signature",
        "0430 616263, cut after 3",
        "02b0 01 0000, 1 bytes back from byte 0",
        "03b0 02 61 0010, 2 bytes back from byte 1",
        "01b0 01 00, ends inside a token",
        "03b0 02 61 ff0f, a match of 4098 bytes"
    })
    void refuses(String compressed, String message) {
        assertThatThrownBy(() -> decode(compressed.replace(" ", ""), 4096))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }

    private static byte[] decode(String hex, int size) throws Exception {
        byte[] out = new byte[size];
        Lznt1.CHUNKS.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), ByteBuffer.wrap(out));
        return out;
    }
}
