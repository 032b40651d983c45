package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Luks1HeaderTest {

    private static final int SLOT_0 = 0xd0;
    private static final int SLOT_1 = SLOT_0 + 48;

    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20);

    Luks1HeaderTest() {
        text(0, "LUKS\u00ba\u00be").putShort(6, (short) 1);
        text(0x08, "aes");
        text(0x28, "xts-plain64");
        text(0x48, "sha256");
        bytes.putInt(0x68, 1024).putInt(0x6c, 32).putInt(0xa4, 1000);
        text(0xa8, "11111111-2222-4333-8444-555555555555");
        for (int i = 0; i < 8; i++) {
            int at = SLOT_0 + i * 48;
            bytes.putInt(at, i < 2 ? 0x00ac71f3 : 0x0000dead)
                    .putInt(at + 4, 1000)
                    .putInt(at + 0x28, 8 + i * 256)
                    .putInt(at + 0x2c, 4000);
        }
    }

    private ByteBuffer text(int at, String text) {
        return bytes.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private LuksHeader read() throws IOException {
        BytesSource device = new BytesSource(bytes.array());
        return LuksDriver.header(device, device, false);
    }

    @Test
    void a_good_one() throws IOException {
        LuksHeader header = read();
        assertThat(header.version()).isEqualTo(1);
        assertThat(header.uuid()).isEqualTo("11111111-2222-4333-8444-555555555555");
        assertThat(header.keyslots()).extracting(Keyslot::number).containsExactly(0, 1);
        assertThat(header.keyslots()).extracting(Keyslot::areaOffset).containsExactly(4096L, 4096 + 256 * 512L);
        assertThat(header.segments())
                .containsExactly(new Segment(512 << 10, 512 << 10, CipherSpec.parse("aes-xts-plain64"), 0, 512));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x68 | 2048 | luks1 header: payload-offset at +0x68 is 2048, expected a sector of the 2048",
                "0x68 | 263 | key-slot 1: its key material ends at byte 263168, behind the start of the payload",
                "0x6c | 0 | luks1 header: key-bytes at +0x6c is 0, expected 1..512",
                "0x6c | 33 | luks1 header: aes-xts-plain64 has no keys of 33 bytes",
                "0x6c | 513 | luks1 header: key-bytes at +0x6c is 513, expected 1..512",
                "0xa4 | 0 | luks1 header: iterations at +0xa4 is 0, expected 1 or more",
                "0xd0 | 7 | luks1 header key-slot 0: active at +0x0 is 00000007, expected 00ac71f3 or 0000dead",
                "0xd4 | 0 | luks1 header key-slot 0: iterations at +0x4 is 0, expected 1 or more",
                "0xf8 | 1 | luks1 header key-slot 0: key-material-offset at +0x28 is 1, expected 8 or more",
                "0xf8 | 100 | luks1 header key-slot 0: its key material overlaps with that of key-slot 1",
                "0xfc | 0 | luks1 header key-slot 0: stripes at +0x2c is 0, expected 1..4000",
                "0xfc | 4001 | luks1 header key-slot 0: stripes at +0x2c is 4001, expected 1..4000",
            })
    void one_field_is_wrong(String offset, int value, String error) {
        bytes.putInt(Integer.decode(offset), value);
        assertThatThrownBy(this::read).isInstanceOf(CorruptDataException.class).hasMessageContaining(error);
    }

    @ParameterizedTest
    @CsvSource({
        "0x08, mars, encryption mars-xts-plain64: cipher mars is not supported",
        "0x28, lrw-plain64, encryption aes-lrw-plain64: mode lrw is not supported",
        "0x28, xts-lmk, encryption aes-xts-lmk: IV lmk is not supported",
        "0x48, tiger, luks1 header: hash tiger",
    })
    void refused_by_name(String offset, String text, String error) {
        int at = Integer.decode(offset);
        bytes.put(at, new byte[32]);
        text(at, text);
        assertThatThrownBy(this::read)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage(error);
    }

    @Test
    void data_elsewhere_are_refused_by_name() {
        bytes.putInt(0x68, 0);
        assertThatThrownBy(this::read)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("on another device");
    }
}
