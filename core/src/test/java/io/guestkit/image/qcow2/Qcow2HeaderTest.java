package io.guestkit.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field out of range, one error that names it. */
class Qcow2HeaderTest {

    private static final int DISK = 32 * Qcow2Builder.CLUSTER;

    private static Qcow2Header parse(Qcow2Builder builder) throws Exception {
        return Qcow2Header.parse(StructView.bigEndian("qcow2 header", ByteBuffer.wrap(builder.build(), 0, 112)));
    }

    @Test
    void aGoodHeaderIsRead() throws Exception {
        Qcow2Header header = parse(new Qcow2Builder(DISK));
        assertThat(header.version()).isEqualTo(3);
        assertThat(header.clusterSize()).isEqualTo(Qcow2Builder.CLUSTER);
        assertThat(header.size()).isEqualTo(DISK);
        assertThat(header.l2Entries()).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource({
        "0x04, 1, version at +0x4 is 1",
        "0x10, 1024, backing_file_size at +0x10 is 1024",
        "0x14, 8, cluster_bits at +0x14 is 8",
        "0x14, 22, cluster_bits at +0x14 is 22",
        "0x14, -1, cluster_bits at +0x14 is 4294967295",
        "0x18, -1, size at +0x18",
        "0x1c, 0x7fffffff, l1_size at +0x24 is 1",
        "0x20, 3, crypt_method at +0x20 is 3",
        "0x24, 0, l1_size at +0x24 is 0",
        "0x24, 0x400001, l1_size at +0x24 is 4194305",
        "0x28, -1, l1_table_offset at +0x28",
        "0x3c, 65537, nb_snapshots at +0x3c is 65537",
        "0x40, 0x80000000, snapshots_offset at +0x40",
        "0x60, 7, refcount_order at +0x60 is 7",
        "0x64, 103, header_length at +0x64 is 103",
        "0x64, 513, header_length at +0x64 is 513",
    })
    void aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        Qcow2Builder builder = new Qcow2Builder(DISK)
                .u32(Integer.decode(offset), Long.decode(value).intValue());
        assertThatThrownBy(() -> parse(builder))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("qcow2 header: " + message);
    }

    @Test
    void aLaterVersionIsUnsupportedRatherThanCorrupt() {
        assertThatThrownBy(() -> parse(new Qcow2Builder(DISK).u32(0x04, 4)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 4");
    }

    @Test
    void extendedL2NeedsLargeClusters() {
        assertThatThrownBy(() -> parse(new Qcow2Builder(DISK).u64(0x48, Qcow2Header.INCOMPATIBLE_EXTENDED_L2)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("14..21 with extended L2 entries");
    }

    @Test
    void everyCutOfTheHeaderIsRefused() {
        byte[] whole = new Qcow2Builder(DISK).build();
        for (int length = 8; length < 104; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(
                            () -> new Qcow2Driver().open(new BytesSource(cut), ImageOpener.NONE, ImageOptions.DEFAULT))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(CorruptDataException.class);
        }
    }
}
