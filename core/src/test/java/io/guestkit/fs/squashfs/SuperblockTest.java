package io.guestkit.fs.squashfs;

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

    /** As mksquashfs writes it for a few files with gzip, blocks of 128 KiB. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x00, new byte[] {'h', 's', 'q', 's'});
        s.putInt(0x04, 7);
        s.putInt(0x0c, 1 << 17);
        s.putInt(0x10, 1);
        s.putShort(0x14, (short) 1);
        s.putShort(0x16, (short) 17);
        s.putShort(0x18, (short) 0xc0);
        s.putShort(0x1a, (short) 2);
        s.putShort(0x1c, (short) 4);
        s.putLong(0x20, 0x20);
        s.putLong(0x28, 1000);
        s.putLong(0x30, 900);
        s.putLong(0x38, -1);
        s.putLong(0x40, 400);
        s.putLong(0x48, 600);
        s.putLong(0x50, 800);
        s.putLong(0x58, -1);
        return s;
    }

    private static Superblock parse(ByteBuffer bytes) throws Exception {
        return Superblock.parse(StructView.littleEndian(Superblock.NAME, bytes));
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        Superblock superblock = parse(good());
        assertThat(superblock.blockSize()).isEqualTo(1 << 17);
        assertThat(superblock.compression()).isEqualTo(Compression.GZIP);
        assertThat(superblock.xattrTable()).isEqualTo(Superblock.NONE);
        assertThat(superblock.features()).containsExactly("gzip", "duplicates", "exportable");
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 4, 0, magic at +0x0 is 00000000",
        "0x0c, 4, 4096, 'block_size at +0xc is 4096, expected 131072..131072'",
        "0x16, 2, 11, 'block_log at +0x16 is 11, expected 12..20'",
        "0x16, 2, 21, 'block_log at +0x16 is 21, expected 12..20'",
        "0x1a, 2, 0, no_ids at +0x1a is 0",
        "0x28, 8, 95, 'bytes_used at +0x28 is 95, expected 96 or more'",
        "0x28, 8, -1, bytes_used at +0x28 is 18446744073709551615",
        "0x30, 8, 1000, 'id_table_start at +0x30 is 1000, expected 96..999'",
        "0x38, 8, 95, 'xattr_id_table_start at +0x38 is 95, expected 96..999'",
        "0x40, 8, 600, 'inode_table_start at +0x40 is 600, expected 96..599'",
        "0x48, 8, -2, directory_table_start at +0x48 is 18446744073709551614",
        "0x50, 8, -1, fragment_table_start at +0x50 is 18446744073709551615",
    })
    void aFieldOutOfRangeIsNamed(String offset, int width, long value, String message) {
        ByteBuffer bytes = good();
        int at = Integer.decode(offset);
        switch (width) {
            case 2 -> bytes.putShort(at, (short) value);
            case 4 -> bytes.putInt(at, (int) value);
            default -> bytes.putLong(at, value);
        }
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("squashfs superblock: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "0x14, 7, squashfs compression 7; 1 to 6 are known",
        "0x14, 0, squashfs compression 0; 1 to 6 are known",
        "0x1c, 3, squashfs version 3.0; only 4.0 is read",
        "0x1e, 1, squashfs version 4.1; only 4.0 is read",
    })
    void whatIsNotReadIsNamed(String offset, int value, String message) {
        ByteBuffer bytes = good();
        bytes.putShort(Integer.decode(offset), (short) value);
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage(message);
    }
}
