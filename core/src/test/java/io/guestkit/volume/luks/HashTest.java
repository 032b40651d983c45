package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Test vectors of RFC 6070 and RFC 7914, and of the hashes' own specifications. */
class HashTest {

    @ParameterizedTest
    @CsvSource({
        "sha1, password, salt, 1, 0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "sha1, password, salt, 4096, 4b007901b765489abead49d926f721d065a429c1",
        "sha1, passwordPASSWORDpassword, saltSALTsaltSALTsaltSALTsaltSALTsalt, 4096,"
                + "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
        "sha256, passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        "sha256, Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
    })
    void pbkdf2(String hash, String password, String salt, int iterations, String key) throws IOException {
        byte[] expected = HexFormat.of().parseHex(key);
        assertThat(Hash.named(hash).pbkdf2(bytes(password), bytes(salt), iterations, expected.length))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "ripemd160, 8eb208f7e05d987a9b044a8e98c6b087f15a0bfc",
        "whirlpool, 4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c"
                + "7181eebdb6c57e277d0e34957114cbd6c797fc9d95d8b582d225292076d4eef5",
        "wp256, 4e2448a4c6f486bb16b6562c73b4020bf3043e3a731bce721ae1b303d97e6d4c",
        "sha1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "blake2s-256, 508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
    })
    void of_abc(String hash, String digest) throws IOException {
        assertThat(HexFormat.of().formatHex(Hash.named(hash).start().digest(bytes("abc"))))
                .isEqualTo(digest);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
