package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On blocks that wimlib compressed. */
class LzxTest {

    private static final byte[] TEXT =
            bytes("fCAAUgAAQgAANEMAaU68QwP47fnEsyAigEEbsPr7AOAAAAMAQwQiMPAAQl/86hyIBH7EfgCAAAAAABANgMzBDjw/369+v9aK"
                    + "XpfnOb19jkvr0t62x2VziWnf/3t/31vpFuevFtTSKKgTU0YtoKWz0JYZIkNixAJdK+zrZUVFgkoxhdQyWmoLDZkxMmRGLNAl"
                    + "gH4eKFqG9OjXMqFHupYMPdG1Zeg0YehaMvRH15ahPbq1DOjRYGU=");

    /** With seven calls of x86 over the text. */
    private static final byte[] CODE =
            bytes("fCAAUgAAAgAAMzQAoEq44JcdAzol+ee8AgMEIgsY7wFw5Ls9QMMAAAAABDMCMKEgDmrz8CfyY0Aj8CT2AAAAAGYAiAgAhJBt"
                    + "1jPPS7/fin6de3mmh+NliBfSh+FleBnawvV5Ho/jSgi/UJwv8imZ+vl+PWKnn3hp4f7f5Eiz2g4+Obp6LsbeT5Wu1Gjt959z"
                    + "myq1rSmkgBpuoHQgkDFG6xEhC660hhotsMDCaqqxhgoppIAagP8LIuQ+QlEoplOhUBSKqVQoFMX7bFRYFMViKhWKRTGYCo2i"
                    + "AJ4=");

    @Test
    void decodes_what_wimlib_compressed() throws Exception {
        byte[] text = text();
        assertThat(decode(TEXT, text.length)).isEqualTo(text);
        byte[] code = text.clone();
        for (int i = 0; i < 7; i++) {
            byte[] call = {(byte) 0xe8, (byte) (i * 37 + 5), 0, 0, 0};
            System.arraycopy(call, 0, code, 50 * i, call.length);
        }
        assertThat(decode(CODE, code.length)).isEqualTo(code);
    }

    @Test
    void every_cut_is_refused_or_seen() throws Exception {
        byte[] text = text();
        for (int length = 0; length < TEXT.length - 12; length++) {
            byte[] cut = Arrays.copyOf(TEXT, length);
            assertThatThrownBy(() -> decode(cut, text.length)).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void damage_is_refused_or_gives_other_bytes() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            byte[] damaged = TEXT.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(decode(damaged, text().length)).hasSize(text().length);
            } catch (CorruptDataException e) {
                assertThat(e.getMessage()).startsWith("LZX block");
            }
        }
    }

    @Test
    void decodes_a_part_that_is_stored_as_it_is() throws Exception {
        // type 3, not the usual size, 5 bytes; padding; three offsets; the bytes and one more
        String block = "0060" + "0050" + "010000000100000001000000" + "68656c6c6f" + "00";
        assertThat(new String(decode(HexFormat.of().parseHex(block), 5), StandardCharsets.US_ASCII))
                .isEqualTo("hello");
    }

    @Test
    void refuses_what_no_encoder_writes() {
        assertThatThrownBy(() -> decode(new byte[] {0, 0, 0, 0}, 5)).hasMessageContaining("a part of 0 bytes");
        assertThatThrownBy(() -> decode(new byte[] {0, 0x10, 0, 0}, 1 << 15))
                .hasMessageContaining("type 0, expected 1..3");
        assertThatThrownBy(() -> decode(new byte[100], (1 << 15) + 1)).hasMessageContaining("at most 32768");
    }

    private static byte[] decode(byte[] input, int size) throws CorruptDataException {
        byte[] out = new byte[size];
        try {
            Lzx.WIM.decode(ByteBuffer.wrap(input), ByteBuffer.wrap(out));
        } catch (io.guestkit.io.UnsupportedFeatureException e) {
            throw new AssertionError(e);
        }
        return out;
    }

    private static byte[] text() {
        StringBuilder text = new StringBuilder();
        for (int i = 99; i > 60; i--) {
            text.append("%d bottles of beer on the wall, %d bottles of beer\n".formatted(i, i));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }
}
