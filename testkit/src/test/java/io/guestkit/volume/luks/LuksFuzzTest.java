package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Bounded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Headers of which anything may be wrong, with checksums that are right. */
class LuksFuzzTest {

    private static final int HEADER = 16 << 10;
    private static final int BINARY = 4096;
    private static final int DEVICE = 128 << 10;

    private static final String JSON = """
            {"keyslots":{"0":{"type":"luks2","key_size":64,"af":{"type":"luks1","stripes":4,"hash":"sha256"},
            "area":{"type":"raw","offset":"32768","size":"4096","encryption":"aes-xts-plain64","key_size":64},
            "kdf":{"type":"argon2id","time":4,"memory":64,"cpus":2,"salt":"AAECAw=="}},
            "1":{"type":"luks2","key_size":64,"af":{"type":"luks1","stripes":4,"hash":"sha256"},
            "area":{"type":"raw","offset":"36864","size":"4096","encryption":"aes-cbc-essiv:sha256","key_size":32},
            "kdf":{"type":"pbkdf2","hash":"sha256","iterations":10,"salt":"AAECAw=="}}},"tokens":{},
            "segments":{"0":{"type":"crypt","offset":"65536","size":"dynamic","iv_tweak":"0",
            "encryption":"aes-xts-plain64","sector_size":512}},
            "digests":{"0":{"type":"pbkdf2","keyslots":["0","1"],"segments":["0"],"hash":"sha256","iterations":10,
            "salt":"AAECAw==","digest":"AAECAwQFBgcICQoLDA0ODw=="}},
            "config":{"json_size":"12288","keyslots_size":"32768","requirements":{}}}""";

    @FuzzTest(maxDuration = "30s")
    void anyHeader(byte[] input) throws IOException {
        read(Arrays.copyOf(input, DEVICE));
    }

    @FuzzTest(maxDuration = "30s")
    void anyJson(byte[] input) throws IOException {
        read(sealed(input));
    }

    @Test
    void the_seed_is_fine() throws IOException {
        BytesSource device = new BytesSource(sealed(JSON.getBytes(StandardCharsets.UTF_8)));
        assertThat(LuksDriver.header(device, device, false).keyslots()).hasSize(2);
    }

    @Test
    void survives_what_chance_makes_of_the_json() throws IOException {
        Random random = new Random(20250101);
        String[] pieces = {
            "0", "-1", "4194304", "2147483647", "9223372036854775807", "18446744073709551616", "[", "]", "{", "}", "\"",
            ",", ":", "null", "1e9", "\\u0000", "\"0\"", "dynamic", "aes-cbc-plain", "cipher_null-ecb", "sha1", "linear"
        };
        for (int round = 0; round < 3000; round++) {
            StringBuilder json = new StringBuilder(JSON);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(json.length());
                int end = Math.min(json.length(), at + random.nextInt(12));
                json.replace(at, end, pieces[random.nextInt(pieces.length)]);
            }
            read(sealed(json.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void large_json_stays_small_in_memory() {
        for (String piece : new String[] {"[", "{\"a\":", "0,", "\"a\":{},", "\"\"", "1"}) {
            byte[] json = ("{\"keyslots\":[" + piece.repeat((HEADER - BINARY) / piece.length() - 8))
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(Bounded.run(Duration.ofSeconds(10), () -> read(sealed(json))))
                    .isEmpty();
        }
    }

    /** What every number of the header may become, at every place, and the bits of LUKS1. */
    @Test
    void survives_what_chance_makes_of_luks1() throws IOException {
        Random random = new Random(20250101);
        for (int round = 0; round < 3000; round++) {
            ByteBuffer header = ByteBuffer.allocate(DEVICE);
            header.put(0, "LUKS\u00ba\u00be".getBytes(StandardCharsets.ISO_8859_1))
                    .putShort(6, (short) 1);
            header.put(0x08, "aes".getBytes(StandardCharsets.US_ASCII));
            header.put(0x28, "xts-plain64".getBytes(StandardCharsets.US_ASCII));
            header.put(0x48, "sha1".getBytes(StandardCharsets.US_ASCII));
            header.putInt(0x68, 128).putInt(0x6c, 32).putInt(0xa4, 10);
            for (int slot = 0; slot < 8; slot++) {
                int at = 0xd0 + slot * 48;
                header.putInt(at, slot == 0 ? 0x00ac71f3 : 0x0000dead).putInt(at + 4, 10);
                header.putInt(at + 0x28, 8 + slot * 8).putInt(at + 0x2c, 100);
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(588) & -4;
                header.putInt(at, random.nextBoolean() ? -random.nextInt(3) : random.nextInt() >>> random.nextInt(32));
            }
            read(header.array());
        }
    }

    private static byte[] sealed(byte[] json) {
        ByteBuffer device = ByteBuffer.allocate(DEVICE);
        device.put(0, "LUKS\u00ba\u00be".getBytes(StandardCharsets.ISO_8859_1));
        device.putShort(6, (short) 2).putLong(8, HEADER).putLong(16, 1);
        device.put(0x48, "sha256".getBytes(StandardCharsets.US_ASCII));
        device.put(BINARY, json, 0, Math.min(json.length, HEADER - BINARY));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(device.array(), 0, HEADER);
            device.put(0x1c0, digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return device.array();
    }

    /** Parses only: what a passphrase costs is bounded by a limit of its own, and is too much for a fuzzer. */
    private static void read(byte[] bytes) throws IOException {
        BytesSource device = new BytesSource(bytes);
        try {
            LuksHeader header = LuksDriver.header(device, device, false);
            long size = 0;
            for (Segment segment : header.segments()) {
                assertThat(segment.offset() + segment.length()).isLessThanOrEqualTo(device.size());
                size += segment.length();
            }
            assertThat(size).isNotNegative();
            for (Keyslot slot : header.keyslots()) {
                assertThat(slot.materialLength()).isBetween(1, 3 << 20);
                assertThat(slot.kdf().cost(slot.areaKeyLength())).isPositive();
            }
        } catch (CorruptDataException | UnsupportedFeatureException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
