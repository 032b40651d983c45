package io.guestkit.fs.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field out of range, one error that names it. */
class SuperblockTest {

    private static final int CRC = 0xe0;

    /** Version 5: four groups of 1000 blocks of 4 KiB, the last one shorter; inodes of 512 bytes. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(512);
        s.put(0, new byte[] {'X', 'F', 'S', 'B'});
        s.putInt(0x04, 4096)
                .putLong(0x08, 3700)
                .putLong(0x20, 0x1111)
                .putLong(0x30, 2 << 10 | 100)
                .putLong(0x38, 128);
        s.putInt(0x54, 1000).putInt(0x58, 4).putInt(0x60, 500).putShort(0x64, (short) 0xb4a5);
        s.putShort(0x66, (short) 512).putShort(0x68, (short) 512).putShort(0x6a, (short) 8);
        s.put(0x78, (byte) 12)
                .put(0x79, (byte) 9)
                .put(0x7a, (byte) 9)
                .put(0x7b, (byte) 3)
                .put(0x7c, (byte) 10);
        s.putInt(0xd8, Features.INCOMPAT_FTYPE);
        return s;
    }

    private static Superblock read(ByteBuffer s) throws Exception {
        CRC32C crc = new CRC32C();
        crc.update(s.putInt(CRC, 0).array());
        return Superblock.read(new BytesSource(s.putInt(CRC, Integer.reverseBytes((int) crc.getValue()))), false);
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        Superblock superblock = read(good());
        assertThat(superblock.size()).isEqualTo(3700L * 4096);
        assertThat(superblock.agBlockLog()).isEqualTo(10);
        // group 2 has 1000 blocks before it for each of two groups, whatever room its number has for more
        assertThat(superblock.position(2 << 10 | 7)).isEqualTo((2 * 1000 + 7) * 4096L);
        assertThat(superblock.positionOfInode((2 << 10 | 7) << 3 | 5)).isEqualTo((2 * 1000 + 7) * 4096L + 5 * 512);
        assertThat(superblock.features().names()).containsExactly("v5", "crc", "ftype");
    }

    @Test
    void blocksLieBehindTheHeadersOfOneGroup() throws Exception {
        Superblock superblock = read(good());
        assertThat(superblock.holds(0, 1)).isFalse();
        assertThat(superblock.holds(1, 999)).isTrue();
        assertThat(superblock.holds(1, 1000)).isFalse();
        assertThat(superblock.holds(1010, 1)).isFalse();
        assertThat(superblock.holds(3 << 10 | 1, 699)).isTrue();
        assertThat(superblock.holds(3 << 10 | 1, 700)).isFalse();
        assertThat(superblock.holds(4 << 10 | 1, 1)).isFalse();
        assertThat(superblock.holds(-1, 1)).isFalse();
        assertThat(superblock.hasInode(-1)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 4, 0, sb_magicnum at +0x0",
        "0x04, 4, 4095, sb_blocksize at +0x4 is 4095",
        "0x04, 4, 131072, sb_blocksize at +0x4 is 131072",
        "0x78, 1, 11, sb_blocklog at +0x78 is 11",
        "0x08, 8, 0, sb_dblocks at +0x8 is 0",
        "0x08, 8, 4001, sb_dblocks at +0x8 is 4001",
        "0x08, 8, 3063, sb_dblocks at +0x8 is 3063",
        "0x08, 8, -1, sb_dblocks at +0x8 is 18446744073709551615",
        "0x30, 8, 5000, sb_logstart at +0x30 is 5000",
        "0x54, 4, 63, sb_agblocks at +0x54 is 63",
        "0x54, 4, -1, sb_agblocks at +0x54 is 4294967295",
        "0x58, 4, 0, sb_agcount at +0x58 is 0",
        "0x58, 4, -1, sb_dblocks at +0x8 is 3700",
        "0x60, 4, 0, sb_logblocks at +0x60 is 0",
        "0x60, 4, 901, sb_logstart at +0x30",
        "0x66, 2, 256, sb_sectsize at +0x66 is 256",
        "0x68, 2, 256, sb_inodesize at +0x68 is 256",
        "0x68, 2, 4096, sb_inodesize at +0x68 is 4096",
        "0x7b, 1, 4, sb_inopblog at +0x7b is 4",
        "0x7c, 1, 11, sb_agblklog at +0x7c is 11",
        "0x7e, 1, 1, sb_inprogress at +0x7e is 1",
        "0xc0, 1, 5, sb_dirblklog at +0xc0 is 5",
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
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("xfs superblock: " + message);
    }

    @Test
    void aWrongChecksumIsCorruptData() {
        ByteBuffer bytes = good().putInt(CRC, 1);
        assertThatThrownBy(() -> Superblock.read(new BytesSource(bytes), false))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("xfs superblock: sb_crc at +0xe0 is 1000000");
    }

    @ParameterizedTest
    @CsvSource({
        "0xd8, 0x11, needsrepair",
        "0xd8, 0x101, metadir",
        "0xd8, 0x201, zoned",
        "0xd8, 0x40000001, FEATURE_I30",
    })
    void anIncompatibleFeatureIsRefusedByName(String offset, String word, String name) {
        ByteBuffer bytes = good().putInt(Integer.decode(offset), Integer.decode(word));
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("xfs superblock: sb_features_incompat has %s, which cannot be read", name);
    }

    @ParameterizedTest
    @CsvSource({"0xb4a3, version 3", "0xb4a6, version 6", "0x84a4, directories of version 1", "0xb6a4, shared"})
    void aVersionThatIsNotReadIsRefusedByName(String word, String what) {
        ByteBuffer bytes = good().putShort(0x64, (short) Integer.decode(word).intValue());
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(what);
    }

    @Test
    void anUnknownReadOnlyFeatureIsRead() throws Exception {
        assertThat(read(good().putInt(0xd4, 1 << 20)).features().names()).contains("FEATURE_R20");
    }
}
