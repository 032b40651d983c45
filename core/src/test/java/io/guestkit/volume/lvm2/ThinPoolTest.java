package io.guestkit.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pool of four blocks. Device 1 has block 3 at 0, block 1 at 2, block 0 at 10 and nothing else; its tree has a node over
 * two leaves.
 */
class ThinPoolTest {

    private static final int BLOCK = 65536;
    private static final int NODE = 4096;
    private static final int MAX = 252;

    private static ByteBuffer metadata() {
        ByteBuffer m = ByteBuffer.allocate(8 * NODE).order(ByteOrder.LITTLE_ENDIAN);
        m.putLong(0x20, 27022010).putInt(0x28, 2).putLong(0x140, 1).putLong(0x148, 6);
        m.putInt(0x150, BLOCK / 512).putInt(0x154, NODE / 512);
        node(m, 1, 2, new long[] {1}, new long[] {2});
        node(m, 2, 1, new long[] {0, 5}, new long[] {3, 4});
        node(m, 3, 2, new long[] {0, 2}, new long[] {3L << 24 | 7, 1L << 24});
        node(m, 4, 2, new long[] {10}, new long[] {0});
        return sealed(m);
    }

    private static void node(ByteBuffer m, int block, int flags, long[] keys, long[] values) {
        int at = block * NODE;
        m.putInt(at + 4, flags)
                .putInt(at + 16, keys.length)
                .putInt(at + 20, MAX)
                .putInt(at + 24, 8);
        for (int i = 0; i < keys.length; i++) {
            m.putLong(at + 32 + i * 8, keys[i]).putLong(at + 32 + MAX * 8 + i * 8, values[i]);
        }
    }

    private static ByteBuffer sealed(ByteBuffer m) {
        for (int block = 0; block < 8; block++) {
            m.putLong(block * NODE + 8, block);
            seal(m, block);
        }
        return m;
    }

    private static void seal(ByteBuffer m, int block) {
        CRC32C crc = new CRC32C();
        crc.update(m.array(), block * NODE + 4, NODE - 4);
        m.putInt(block * NODE, (int) ~crc.getValue() ^ (block == 0 ? 160774 : 121107));
    }

    private static BlockSource open(ByteBuffer metadata, long device) throws IOException {
        byte[] data = new byte[4 * BLOCK];
        for (int i = 0; i < 4; i++) {
            Arrays.fill(data, i * BLOCK, (i + 1) * BLOCK, (byte) ('a' + i));
        }
        byte[] base = new byte[BLOCK + 10];
        Arrays.fill(base, (byte) 'z');
        BlockSource external = device == 1 ? null : new BytesSource(base);
        return ThinPool.open(new BytesSource(metadata.array()), new BytesSource(data))
                .volume(1, 20 * BLOCK, external);
    }

    private static String blocks(BlockSource volume) throws IOException {
        StringBuilder blocks = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            byte first = volume.readBytes((long) i * BLOCK, 1)[0];
            blocks.append(first == 0 ? '.' : (char) first);
        }
        return blocks.toString();
    }

    @Test
    void whatWasNotWrittenIsZeros() throws IOException {
        BlockSource volume = open(metadata(), 1);
        assertThat(blocks(volume)).isEqualTo("d.b.......a.........");
        assertThat(volume.extents(0, 20 * BLOCK))
                .extracting(Extent::kind, Extent::length)
                .startsWith(
                        org.assertj.core.groups.Tuple.tuple(Extent.Kind.DATA, (long) BLOCK),
                        org.assertj.core.groups.Tuple.tuple(Extent.Kind.HOLE, (long) BLOCK))
                .hasSize(6);
    }

    @Test
    void orWhatTheExternalOriginHas() throws IOException {
        BlockSource volume = open(metadata(), 2);
        assertThat(blocks(volume)).isEqualTo("dzb.......a.........");
        assertThat(volume.readBytes(BLOCK + 8, 4)).containsExactly('z', 'z', 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "32, 1, 'thin pool superblock: magic at +0x20 is 1, expected 27022010'",
        "0x150, 1, 'thin pool superblock: data_block_size at +0x150 is 1, expected 128..2097152'",
        "0x150, 129, 'thin pool superblock: data_block_size at +0x150 is 129, expected a multiple of 128'",
        "0x154, 1, 'thin pool superblock: metadata_block_size at +0x154 is 1, expected 8'",
        "0x140, 8, 'thin pool node: block 8 lies outside the 8 blocks there are'",
        "0x1004, 3, 'thin pool node: flags at +0x4 is 3, expected 1..2'",
        "0x1014, 255, 'thin pool node: max_entries at +0x14 is 255, expected 1..254'",
        "0x1010, 253, 'thin pool node: nr_entries at +0x10 is 253, expected 0..252'",
        "0x1018, 24, 'thin pool node: value_size at +0x18 is 24, expected 8..8'",
        "0x1020, 9, 'thin pool: there is no device 1'",
        "0x1010, 0, 'thin pool: there is no device 1'",
        "0x2028, 0, 'thin pool node: key at +0x28 is 0, expected more than 0'",
        "0x2010, 0, 'thin pool node: nr_entries at +0x10 is 0, expected 1..252'",
        "0x2800, 2, 'thin pool tree: more than 16 nodes deep'",
        "0x3803, 9, 'thin pool: block 0 of a volume is block 9 of the pool, which has 4'",
    })
    void fields(String offset, int value, String message) {
        ByteBuffer metadata = metadata();
        metadata.putInt(Integer.decode(offset), value);
        assertThatThrownBy(() -> blocks(open(sealed(metadata), 1)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(message);
    }

    @Test
    void checksumsAndNumbersOfBlocks() {
        ByteBuffer metadata = metadata();
        metadata.put(4 * NODE + 100, (byte) 1);
        assertThatThrownBy(() -> blocks(open(metadata, 1)))
                .hasMessageStartingWith("thin pool node: csum at +0x0 is 0x");
        metadata.putLong(4 * NODE + 8, 5);
        seal(metadata, 4);
        assertThatThrownBy(() -> blocks(open(metadata, 1)))
                .hasMessage("thin pool node: blocknr at +0x8 is 5, expected 4");
    }

    @Test
    void featuresThatAreNotKnown() {
        ByteBuffer metadata = metadata();
        metadata.putInt(0x168, 1);
        assertThatThrownBy(() -> open(sealed(metadata), 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("thin pool metadata with incompat_flags 0x1");
        metadata.putInt(0x168, 0).putInt(0x28, 3);
        assertThatThrownBy(() -> open(sealed(metadata), 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("thin pool metadata of version 3");
    }
}
