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
import org.junit.jupiter.params.provider.ValueSource;

/** LZ4 and LZO streams written by hand after the descriptions of the formats. Blanks separate instructions. */
class SmallDecodersTest {

    private static final int ROOM = 1000;

    private static String decoded(Decoder decoder, String hex) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(ROOM);
        decoder.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))), out);
        return new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "00, ''",
        "30 616263, abc",
        "32 616263 0300 10 64, abcabcabcd", // the copy overlaps what it makes
        "10 61 0100 00, aaaaa",
    })
    void lz4(String hex, String expected) throws Exception {
        assertThat(decoded(Lz4.BLOCK::decodeToEnd, hex)).isEqualTo(expected);
    }

    @Test
    void lz4LengthsGoOnInFurtherBytes() throws Exception {
        assertThat(decoded(Lz4.BLOCK::decodeToEnd, "1f 61 0100 ff0a 00")).isEqualTo("a".repeat(1 + 4 + 15 + 255 + 10));
        assertThat(decoded(Lz4.BLOCK::decodeToEnd, "f0 01" + "62".repeat(16))).isEqualTo("b".repeat(16));
    }

    @ParameterizedTest
    @CsvSource({
        "'', lz4 block is malformed: it ends early",
        "30 6162, lz4 block is malformed: it ends early",
        "10 61 01, lz4 block is malformed: it ends early",
        "10 61 0000 00, lz4 block is malformed: it copies from 0 bytes before the 1 that there are",
        "10 61 0200 00, lz4 block is malformed: it copies from 2 bytes before the 1 that there are",
        "1f 61 0100 ffffffffffff00 00, lz4 block is malformed: it is longer than the 1000 bytes expected",
    })
    void lz4Refuses(String hex, String message) {
        assertThatThrownBy(() -> decoded(Lz4.BLOCK::decodeToEnd, hex))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "110000, ''",
        "15 61626364 110000, abcd",
        "12 61 110000, a",
        "01 61626364 110000, abcd", // 0 LLLL: three more than that
        "15 61626364 4c 00 110000, abcdabc", // 01LDDDSS: 3 bytes from 4 before
        "15 61626364 6c 00 110000, abcdabcd", // the same, 4 bytes
        "15 61626364 8c 00 110000, abcdabcda", // 1LLDDDSS: 5 bytes
        "15 61626364 23 0c00 110000, abcdabcda", // 001LLLLL: 5 bytes from 4 before
        "15 61626364 23 0e00 7879 110000, abcdabcdaxy", // and two literals
        "15 61626364 23 0e00 7879 04 00 110000, abcdabcdaxyxy", // 0000DDSS after literals: 2 bytes from 2 before
    })
    void lzo(String hex, String expected) throws Exception {
        assertThat(decoded(Lzo.LZO1X_UP_TO, hex)).isEqualTo(expected);
    }

    @Test
    void lzoLengthsGoOnInFurtherBytes() throws Exception {
        assertThat(decoded(Lzo.LZO1X_UP_TO, "00 02" + "62".repeat(20) + "110000"))
                .isEqualTo("b".repeat(20));
        assertThat(decoded(Lzo.LZO1X_UP_TO, "15 61616161 20 0005 0000 110000"))
                .isEqualTo("a".repeat(4 + 2 + 31 + 255 + 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "15 61626364",
                "15 616263",
                "15 61626364 4c",
                "15 61626364 50 00", // copies from 5 bytes before the 4 that there are
                "15 61626364 00 00",
                "15 61626364 12 0400",
                "15 61626364 20 00000000ff 0000", // more than the output holds
            })
    void lzoRefuses(String hex) {
        assertThatThrownBy(() -> decoded(Lzo.LZO1X_UP_TO, hex)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void whatDoesNotFillTheOutputIsRefused() {
        assertThatThrownBy(() -> Lz4.BLOCK.decode(ByteBuffer.wrap(new byte[] {0x10, 'a'}), ByteBuffer.allocate(2)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("compressed stream ends 1 bytes early");
    }
}
