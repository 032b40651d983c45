package io.guestkit.fs.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field out of range, one error that names it. */
class ChunkTest {

    private static final int RAID1_DATA = 0x11;

    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(0x30 + 2 * 0x20).order(ByteOrder.LITTLE_ENDIAN);
        s.putLong(0x00, 8 << 20);
        s.putLong(0x10, Chunk.STRIPE_LENGTH);
        s.putLong(0x18, RAID1_DATA);
        s.putShort(0x2c, (short) 2);
        s.putLong(0x30, 1).putLong(0x38, 1 << 20);
        s.putLong(0x50, 2).putLong(0x58, 2 << 20);
        return s;
    }

    private static Chunk parse(ByteBuffer s) throws Exception {
        return Chunk.parse(StructView.littleEndian("btrfs chunk", s), 1 << 30);
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        Chunk chunk = parse(good());
        assertThat(chunk.profile()).isEqualTo(Chunk.Profile.RAID1);
        assertThat(chunk.stripes()).extracting(Chunk.Stripe::position).containsExactly(1L << 20, 2L << 20);
        assertThat(chunk.attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 0, length at +0x0 is 0",
        "0x00, 9223372036854775807, length at +0x0",
        "0x10, 0, stripe_len at +0x10 is 0",
        "0x10, 4096, stripe_len at +0x10 is 4096",
        "0x18, 0x19, type at +0x18 is 19",
        "0x38, 9223372036854775807, offset of stripe at +0x38",
        "0x2c, 1, num_stripes at +0x2c is 1",
        "0x2c, 3, num_stripes at +0x2c is 3",
    })
    void aBadFieldIsNamed(String at, String value, String complaint) {
        ByteBuffer s = good();
        if (at.equals("0x2c")) {
            s.putShort(0x2c, Short.decode(value));
        } else {
            s.putLong(Integer.decode(at), Long.decode(value));
        }
        assertThatThrownBy(() -> parse(s))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThatThrownBy(() -> parse(good().putLong(0x18, 0x801)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("0x800 is not known");
    }
}
