package io.guestkit.fs.ext4;

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
class SuperblockTest {

    private static final int INCOMPAT_FILETYPE_EXTENTS = 0x42;
    private static final int INCOMPAT_64BIT = 0x80;

    /** 8192 blocks of 1 KiB in one group, 2048 inodes of 256 bytes. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        s.putInt(0x00, 2048);
        s.putInt(0x04, 8192);
        s.putInt(0x14, 1);
        s.putInt(0x18, 0);
        s.putInt(0x20, 8192);
        s.putInt(0x28, 2048);
        s.putShort(0x38, (short) 0xef53);
        s.putInt(0x4c, 1);
        s.putInt(0x54, 11);
        s.putShort(0x58, (short) 256);
        s.putInt(0x60, INCOMPAT_FILETYPE_EXTENTS);
        return s;
    }

    private static Superblock parse(ByteBuffer bytes) throws Exception {
        return Superblock.parse(StructView.littleEndian("ext4 superblock", bytes));
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        Superblock superblock = parse(good());
        assertThat(superblock.size()).isEqualTo(8192L * 1024);
        assertThat(superblock.groupsCount()).isEqualTo(1);
        assertThat(superblock.inodeSize()).isEqualTo(256);
        assertThat(superblock.groupStart(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0x38, 2, 0, s_magic at +0x38",
        "0x00, 4, 1, s_inodes_count at +0x0 is 1",
        "0x04, 4, 0, s_blocks_count at +0x4 is 0",
        "0x14, 4, 8192, s_first_data_block at +0x14 is 8192",
        "0x14, 4, 0, s_first_data_block at +0x14 is 0",
        "0x18, 4, 30, s_log_block_size at +0x18 is 30",
        "0x18, 4, -1, s_log_block_size at +0x18 is 4294967295",
        "0x20, 4, 7, s_blocks_per_group at +0x20 is 7",
        "0x20, 4, 8193, s_blocks_per_group at +0x20 is 8193",
        "0x28, 4, 3, s_inodes_per_group at +0x28 is 3",
        "0x28, 4, 8193, s_inodes_per_group at +0x28 is 8193",
        "0x58, 2, 127, s_inode_size at +0x58 is 127",
        "0x58, 2, 384, s_inode_size at +0x58 is 384",
        "0x58, 2, 2048, s_inode_size at +0x58 is 2048",
    })
    void aFieldOutOfRangeIsNamed(String offset, int width, int value, String message) {
        ByteBuffer bytes = good();
        int at = Integer.decode(offset);
        if (width == 2) {
            bytes.putShort(at, (short) value);
        } else {
            bytes.putInt(at, value);
        }
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("ext4 superblock: " + message);
    }

    @Test
    void wideDescriptorsHaveASize() {
        ByteBuffer bytes =
                good().putInt(0x60, INCOMPAT_FILETYPE_EXTENTS | INCOMPAT_64BIT).putShort(0xfe, (short) 32);
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("s_desc_size at +0xfe is 32");
    }

    @Test
    void aWrongChecksumIsCorruptData() {
        ByteBuffer bytes = good().putInt(0x64, 0x400).put(0x175, (byte) 1);
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("s_checksum at +0x3fc");
    }

    @Test
    void anUnknownIncompatibleFeatureIsUnsupportedRatherThanCorrupt() {
        ByteBuffer bytes = good().putInt(0x60, INCOMPAT_FILETYPE_EXTENTS | 1 << 30);
        assertThatThrownBy(() -> parse(bytes)).isInstanceOf(UnsupportedFeatureException.class);
    }
}
