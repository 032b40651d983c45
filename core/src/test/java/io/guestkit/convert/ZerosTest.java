package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ZerosTest {

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(300_000);

    @Test
    void anyByteThatIsNoZeroIsSeen() {
        for (int at : new int[] {0, 1, 7, 8, 65_535, 65_536, 131_071, 299_999}) {
            assertThat(Zeros.only(bytes, 0, 300_000)).isTrue();
            bytes.put(at, (byte) 0x80);
            assertThat(Zeros.only(bytes, 0, 300_000)).as("byte %d", at).isFalse();
            assertThat(Zeros.only(bytes, at, 1)).isFalse();
            assertThat(Zeros.only(bytes, 0, at)).isTrue();
            assertThat(Zeros.only(bytes, at + 1, 300_000 - at - 1)).isTrue();
            bytes.put(at, (byte) 0);
        }
    }

    @Test
    void fillingTouchesNothingElse() {
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put(i, (byte) 1);
        }
        Zeros.fill(bytes, 10, 200_010);
        assertThat(bytes.get(9)).isEqualTo((byte) 1);
        assertThat(Zeros.only(bytes, 10, 200_000)).isTrue();
        assertThat(bytes.get(200_010)).isEqualTo((byte) 1);
    }
}
