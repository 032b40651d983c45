package io.guestkit.fs.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field out of range, one error that names it. */
class SuperblockTest {

    /** One device, sectors of 4 KiB, nodes of 16 KiB. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(Superblock.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x40, "_BHRfS_M".getBytes(StandardCharsets.US_ASCII));
        s.putLong(0x20, 0x1122);
        s.putLong(0x30, Superblock.POSITION);
        s.putLong(0x48, 7);
        s.putLong(0x50, 0x50_0000);
        s.putLong(0x58, 0x40_0000);
        s.putLong(0x70, 1 << 30);
        s.putLong(0x78, 1 << 20);
        s.putLong(0x80, 6);
        s.putLong(0x88, 1);
        s.putInt(0x90, 4096);
        s.putInt(0x94, 16384);
        s.putInt(0xa0, 97);
        s.putLong(0xa4, 6);
        s.put(0x12b, "label".getBytes(StandardCharsets.US_ASCII));
        return s;
    }

    private static Superblock parse(ByteBuffer s) throws Exception {
        CRC32C crc = new CRC32C();
        crc.update(s.array(), 0x20, Superblock.LENGTH - 0x20);
        s.putInt(0, (int) crc.getValue());
        return Superblock.parse(StructView.littleEndian("btrfs superblock", s), Superblock.POSITION);
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        Superblock superblock = parse(good());
        assertThat(superblock.label()).isEqualTo("label");
        assertThat(superblock.nodeSize()).isEqualTo(16384);
        assertThat(superblock.root()).isEqualTo(new Superblock.TreeRoot(0x50_0000, 0, 7));
        assertThat(superblock.chunkRoot()).isEqualTo(new Superblock.TreeRoot(0x40_0000, 0, 6));
        assertThat(superblock.blockUuid()).isEqualTo(superblock.fsid());
    }

    @ParameterizedTest
    @CsvSource({
        "0x30, 8, 1, bytenr at +0x30 is 1",
        "0x50, 8, -1, root at +0x50 is 18446744073709551615",
        "0x58, 8, -1, chunk_root at +0x58",
        "0x60, 8, -1, log_root at +0x60",
        "0x70, 8, -1, total_bytes at +0x70",
        "0x88, 8, 0, num_devices at +0x88 is 0",
        "0x90, 4, 512, sectorsize at +0x90 is 512",
        "0x90, 4, 5000, sectorsize at +0x90 is 5000",
        "0x94, 4, 2048, nodesize at +0x94 is 2048",
        "0x94, 4, 131072, nodesize at +0x94 is 131072",
        "0x94, 4, 20480, nodesize at +0x94 is 20480",
        "0xa0, 4, 0, sys_chunk_array_size at +0xa0 is 0",
        "0xa0, 4, 2049, sys_chunk_array_size at +0xa0 is 2049",
        "0xc6, 1, 8, root_level at +0xc6 is 8",
    })
    void aBadFieldIsNamed(String at, int width, long value, String complaint) {
        ByteBuffer s = good();
        switch (width) {
            case 1 -> s.put(Integer.decode(at), (byte) value);
            case 4 -> s.putInt(Integer.decode(at), (int) value);
            default -> s.putLong(Integer.decode(at), value);
        }
        assertThatThrownBy(() -> parse(s))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource({"12, zoned", "13, extent_tree_v2", "14, raid_stripe_tree", "17, remap_tree", "40, incompat bit 40"})
    void aFeatureThatChangesReadingIsRefusedByName(int bit, String name) {
        ByteBuffer s = good().putLong(0xbc, 1L << bit);
        assertThatThrownBy(() -> parse(s))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(name);
    }

    @Test
    void anUnknownChecksumIsRefused() {
        ByteBuffer s = good().putShort(0xc4, (short) 4);
        assertThatThrownBy(() -> parse(s))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("csum_type at +0xc4 is 4");
    }

    @Test
    void aChecksumThatIsWrongIsNamed() {
        assertThatThrownBy(() ->
                        Superblock.parse(StructView.littleEndian("btrfs superblock", good()), Superblock.POSITION))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("csum at +0x0 is 00000000");
    }
}
