package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On blocks that wimlib compressed. */
class XpressTest {

    private static final byte[] TEXT =
            bytes("AAAAAAADAAAAAAAAAAAAAAUAAAAAAAcAZ2ZmRGQAAAAAAAAAAAAAAAAAAAAAAAAAcAZQBwcABmcAdwZwAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAHAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFvXx23vPLZ/zeO9tlv+do/V5/vt+8a29gG9RGuc6A2S"
                    + "kwBOcA0A6AkNQk8Ak3kNAJ7MDfJEAIknDUk8AA1P4AB9Ag30yQBPBQ0C+A38pwBTAQ0A/gAN/6kAVAANgP8AfyoNABXADeA/"
                    + "AJ8KDQAF8A34TwCnAg0AAfwN/ksApQANAP8A/1INACmADcB/AL8UDQAK4A3wXwAvBQ0AAvgN/JcASwENAP4ADf+lAFAADYD/"
                    + "AH8oDQAUwA3gPwAfCg0ABfAN+A8AhwINAAH8Df5DAKEADQD/AP9QDQAvgA0A4AAAAA==");

    /** With seven calls of x86 over the text. */
    private static final byte[] CODE =
            bytes("BgCAAAADAAAAAAAAAAAAAAUAAAAACAgAeIeIRFUAAAAAAAAAAAAAgAAAAAAAAAAAgAZgCAgABmgAiAaAAAAAAAAAAAAAAAAA"
                    + "AAAAAIAAAAAAAAAAAAAAAAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAAAACAAAAFAAAAAAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABQAAAICGCCcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFa/ZVn6vu/pvE2e6Xuab1NvWqXpPD7XtZayM7WA269f"
                    + "2BJ/nQp/50scczI7/QuJ75xQC3AM4vwEXgX4DbH+dyv9k/4FDSXx4m4AfQ3MrTKfDYl8ACfyDU/aABWgDUxsrQIMANRJk5wN"
                    + "AHCSDQlOAOC/DQCvCg0AAvgN/qsAqgANgP8AvyoNAArgDfivAJcCDQAB/A3+SwClAA0A/wD/Ug0AKYANwH8AvxQNAArgDfBf"
                    + "AC8FDQAC+A38lwBLAQ0A/gAN/6EAUAANgP8AfygNABTADeA/AB8KDQAF8A34DwCHAg0AAfwN/kMAoQANAP8AgF8NAAAA");

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
                assertThat(e.getMessage()).startsWith("XPRESS block");
            }
        }
    }

    @Test
    void refuses_what_no_encoder_writes() {
        assertThatThrownBy(() -> decode(new byte[255], 5)).hasMessageContaining("inside its code lengths");
        assertThatThrownBy(() -> decode(new byte[300], 5)).hasMessageContaining("no word of the Huffman code");
        byte[] tooShort = new byte[300];
        Arrays.fill(tooShort, (byte) 0x11);
        assertThatThrownBy(() -> decode(tooShort, 5)).hasMessageContaining("too short for its symbols");
        assertThatThrownBy(() -> decode(new byte[300], (1 << 16) + 1)).hasMessageContaining("at most 65536");
    }

    private static byte[] decode(byte[] input, int size) throws CorruptDataException {
        byte[] out = new byte[size];
        try {
            Xpress.HUFFMAN.decode(ByteBuffer.wrap(input), ByteBuffer.wrap(out));
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
