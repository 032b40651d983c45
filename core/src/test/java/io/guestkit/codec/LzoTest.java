package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams put together by the description of the format, one for each kind of instruction; and damaged ones. */
class LzoTest {

    private static String decode(String hex, int room) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(room);
        Lzo.LZO1X_UP_TO.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), out);
        return new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({
        // 5 literals at the start, end
        "16 6162636465 110000, abcde",
        // 4 literals by an instruction of state 0, end
        "01 61626364 110000, abcd",
        // 3 bytes at distance 4, with 1 literal behind it
        "16 6162636465 4d00 78 110000, abcdebcdx",
        // 5 bytes at distance 5
        "16 6162636465 9000 110000, abcdeabcde",
        // 4 bytes at distance 1 by an instruction with 14 bits of distance: a run
        "16 6162636465 22 0000 110000, abcdeeeee",
        // the length of a run goes on in the next byte: 2 + 31 + 1
        "12 61 20 01 0000 110000, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        // 2 bytes at distance 1 after a match with one literal behind it
        "16 6162636465 4d00 78 0000 110000, abcdebcdxxx",
    })
    void instructions(String hex, String expected) throws Exception {
        assertThat(decode(hex.replace(" ", ""), 100)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "166162636465, has no end",
        "1661626364, 5 literals",
        "16616263646590ff110000, at distance 2045",
        "'', has no end",
        "0000000000000000, has no end",
    })
    void damage(String hex, String complaint) {
        assertThatThrownBy(() -> decode(hex, 100))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void noMoreThanThereIsRoomFor() {
        assertThatThrownBy(() -> decode("166162636465110000", 4)).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> Lzo.LZO1X.decode(
                        ByteBuffer.wrap(HexFormat.of().parseHex("166162636465110000")), ByteBuffer.allocate(6)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("1 bytes early");
    }

    /** A length that zeros extend for ever ends with the input. */
    @Test
    void anyBytes() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                Lzo.LZO1X_UP_TO.decode(ByteBuffer.wrap(bytes), ByteBuffer.allocate(random.nextInt(200)));
            } catch (CorruptDataException expected) {
                assertThat(expected.getMessage()).startsWith("LZO");
            } catch (io.guestkit.io.UnsupportedFeatureException never) {
                throw new AssertionError(never);
            }
        }
    }
}
