package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against values that the reference implementations give. */
class DigestsTest {

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer counted(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return ByteBuffer.wrap(bytes);
    }

    private static String blake2b(ByteBuffer input, int length) {
        return HexFormat.of().formatHex(Blake2b.digest(input, length));
    }

    @Test
    void blake2b() {
        assertThat(blake2b(ascii(""), 32))
                .isEqualTo("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
        assertThat(blake2b(ascii("abc"), 32))
                .isEqualTo("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
        assertThat(blake2b(ByteBuffer.allocate(128), 32))
                .isEqualTo("378d0caaaa3855f1b38693c1d6ef004fd118691c95c959d4efa950d6d6fcf7c1");
        assertThat(blake2b(counted(256), 32))
                .isEqualTo("39a7eb9fedc19aabc83425c6755dd90e6f9d0c804964a1f4aaeea3b9fb599835");
        // RFC 7693, appendix A
        assertThat(blake2b(ascii("abc"), 64))
                .isEqualTo("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    }

    @Test
    void xxHash64() {
        assertThat(XxHash64.of(ascii(""))).isEqualTo(0xef46_db37_51d8_e999L);
        assertThat(XxHash64.of(ascii("a"))).isEqualTo(0xd24e_c4f1_a98c_6e5bL);
        assertThat(XxHash64.of(ascii("abc"))).isEqualTo(0x44bc_2cf5_ad77_0999L);
    }
}
