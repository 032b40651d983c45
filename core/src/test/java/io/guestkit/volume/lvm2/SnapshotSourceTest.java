package io.guestkit.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotSourceTest {

    private static final int CHUNK = 512;
    private static final int PER_AREA = CHUNK / 16;

    /** A store with as many changed chunks as given, the last one of the origin first; 32 fill an area. */
    private static ByteBuffer store(int changed) {
        ByteBuffer store = ByteBuffer.allocate(128 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        store.putInt(0, 0x70416e53).putInt(4, 1).putInt(8, 1).putInt(12, CHUNK / 512);
        for (int i = 0; i < changed; i++) {
            int area = i / PER_AREA;
            int place = (1 + area * (PER_AREA + 1)) * CHUNK + i % PER_AREA * 16;
            int chunk = 2 + area + i;
            store.putLong(place, 99 - i).putLong(place + 8, chunk);
            Arrays.fill(store.array(), chunk * CHUNK, (chunk + 1) * CHUNK, (byte) (99 - i));
        }
        return store;
    }

    private static BlockSource open(ByteBuffer store) throws IOException {
        byte[] origin = new byte[100 * CHUNK];
        Arrays.fill(origin, (byte) -1);
        return SnapshotSource.open(new BytesSource(origin), new BytesSource(store.array()), CHUNK);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "31", "32", "33", "64", "65"})
    void changedChunksComeFromTheStore(int changed) throws IOException {
        byte[] content = open(store(changed)).readBytes(0, 100 * CHUNK);
        for (int chunk = 0; chunk < 100; chunk++) {
            byte expected = (byte) (chunk > 99 - changed ? chunk : -1);
            assertThat(content[chunk * CHUNK]).as("chunk %d", chunk).isEqualTo(expected);
            assertThat(content[chunk * CHUNK + CHUNK - 1]).as("chunk %d", chunk).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 'snapshot header: magic at +0x0 is 0x1, expected 0x70416e53'",
        "8, 2, 'snapshot header: version at +0x8 is 2, expected 1..1'",
        "12, 2, 'snapshot header: chunk_size at +0xc is 2, expected 1..1'",
        "512, 100, 'snapshot exceptions: old_chunk at +0x0 is 100, expected at most 99'",
        "520, 128, 'snapshot exceptions: new_chunk at +0x8 is 128, expected less than 128'",
        "528, 99, 'snapshot exceptions: one chunk is there twice'",
    })
    void fields(int offset, int value, String message) {
        ByteBuffer store = store(3);
        store.putInt(offset, value);
        assertThatThrownBy(() -> open(store))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(message);
    }

    @Test
    void aStoreThatWasTooSmall() {
        ByteBuffer store = store(3);
        store.putInt(4, 0);
        assertThatThrownBy(() -> open(store)).isInstanceOf(UnsupportedFeatureException.class);
    }
}
