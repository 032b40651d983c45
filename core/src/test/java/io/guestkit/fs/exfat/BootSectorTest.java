package io.guestkit.fs.exfat;

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
class BootSectorTest {

    /** As mkfs.exfat writes it for 64 MiB in clusters of 4 KiB. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(BootSector.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x03, BootSector.MAGIC);
        s.putLong(0x48, 131_072);
        s.putInt(0x50, 2048);
        s.putInt(0x54, 128);
        s.putInt(0x58, 4096);
        s.putInt(0x5c, 15_872);
        s.putInt(0x60, 5);
        s.putInt(0x64, 0xef57_fbc2);
        s.putShort(0x68, (short) 0x100);
        s.put(0x6c, (byte) 9);
        s.put(0x6d, (byte) 3);
        s.put(0x6e, (byte) 1);
        s.putShort(0x1fe, (short) 0xaa55);
        return s;
    }

    private static BootSector parse(ByteBuffer bytes) throws Exception {
        return BootSector.parse(StructView.littleEndian(BootSector.NAME, bytes));
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        BootSector boot = parse(good());
        assertThat(boot.volumeLength()).isEqualTo(64L << 20);
        assertThat(boot.clusterSize()).isEqualTo(4096);
        assertThat(boot.position(2)).isEqualTo(2L << 20);
        assertThat(boot.clustersFor(4097)).isEqualTo(2);
        assertThat(boot.isCluster(15_873)).isTrue();
        assertThat(boot.isCluster(15_874)).isFalse();
        assertThat(boot.isDirty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0x03, 1, 0, magic at +0x3 is 0058464154202020",
        "0x1fe, 2, 0, 'BootSignature at +0x1fe is 0, expected aa55'",
        "0x6c, 1, 8, 'BytesPerSectorShift at +0x6c is 8, expected 9..12'",
        "0x6c, 1, 13, 'BytesPerSectorShift at +0x6c is 13, expected 9..12'",
        "0x6d, 1, 17, 'SectorsPerClusterShift at +0x6d is 17, expected 0..16'",
        "0x6e, 1, 0, 'NumberOfFats at +0x6e is 0, expected 1..2'",
        "0x6e, 1, 3, 'NumberOfFats at +0x6e is 3, expected 1..2'",
        "0x5c, 4, 0, 'ClusterCount at +0x5c is 0, expected 1..4294967285'",
        "0x5c, 4, -10, 'ClusterCount at +0x5c is 4294967286, expected 1..4294967285'",
        "0x5c, 4, 16383, 'FatLength at +0x54 is 128, expected room for 16383 clusters'",
        "0x54, 4, 124, 'FatLength at +0x54 is 124, expected room for 15872 clusters'",
        "0x58, 4, 2175, 'ClusterHeapOffset at +0x58 is 2175, expected what lies behind the FATs'",
        "0x60, 4, 1, 'FirstClusterOfRootDirectory at +0x60 is 1, expected 2..15873'",
        "0x60, 4, 15874, 'FirstClusterOfRootDirectory at +0x60 is 15874, expected 2..15873'",
        "0x48, 8, -1, VolumeLength at +0x48 is 18446744073709551615",
        "0x48, 8, 18014398509481984, 'VolumeLength at +0x48 is 18014398509481984, expected less than 2^63 bytes'",
    })
    void aFieldOutOfRangeIsNamed(String offset, int width, long value, String message) {
        ByteBuffer bytes = good();
        int at = Integer.decode(offset);
        switch (width) {
            case 1 -> bytes.put(at, (byte) value);
            case 2 -> bytes.putShort(at, (short) value);
            case 4 -> bytes.putInt(at, (int) value);
            default -> bytes.putLong(at, value);
        }
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("exfat boot sector: " + message);
    }

    @Test
    void anotherRevisionIsRefusedByName() {
        ByteBuffer bytes = good().putShort(0x68, (short) 0x203);
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("exfat revision 2.3; 1 is read");
    }

    @Test
    void theSecondFatCountsWhereThereIsOne() throws Exception {
        assertThat(parse(good().putShort(0x6a, (short) 1)).activeFat()).isZero();
        assertThat(parse(good().put(0x6e, (byte) 2).putShort(0x6a, (short) 3)).activeFat())
                .isEqualTo(1);
        assertThat(parse(good().putShort(0x6a, (short) 2)).isDirty()).isTrue();
    }
}
