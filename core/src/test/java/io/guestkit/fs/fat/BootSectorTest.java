package io.guestkit.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootSectorTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x0b | 2 | 0      | BPB_BytsPerSec at +0xb is 0, expected 512..4096
            0x0b | 2 | 256    | BPB_BytsPerSec at +0xb is 256, expected 512..4096
            0x0b | 2 | 0xffff | BPB_BytsPerSec at +0xb is 65535, expected 512..4096
            0x0b | 2 | 768    | BPB_BytsPerSec at +0xb is 768, expected a power of two
            0x0d | 1 | 0      | BPB_SecPerClus at +0xd is 0, expected 1..128
            0x0d | 1 | 255    | BPB_SecPerClus at +0xd is 255, expected 1..128
            0x0d | 1 | 3      | BPB_SecPerClus at +0xd is 3, expected a power of two
            0x0e | 2 | 0      | BPB_RsvdSecCnt at +0xe is 0, expected 1..65535
            0x10 | 1 | 0      | BPB_NumFATs at +0x10 is 0, expected 1..255
            0x13 | 2 | 0      | BPB_TotSec32 at +0x20 is 0, expected a number of sectors
            0x13 | 2 | 1      | leaves no cluster of 512 bytes
            0x10 | 1 | 255    | leaves no cluster of 512 bytes
            0x0e | 2 | 0xffff | leaves no cluster of 512 bytes
            0x15 | 1 | 0      | BPB_Media at +0x15 is 0, expected 0xf0 or 0xf8..0xff
            0x24 | 4 | 0      | BPB_FATSz32 at +0x24 is 0, expected a number of sectors
            0x24 | 4 | -1     | leaves no cluster of 512 bytes
            0x28 | 2 | 0x81   | active FAT in BPB_ExtFlags at +0x28 is 1, expected less than 1
            0x2c | 4 | 0      | BPB_RootClus at +0x2c is 0, expected 2..101
            0x2c | 4 | -1     | BPB_RootClus at +0x2c is 4294967295, expected 2..101
            """)
    void names_the_field_that_is_out_of_range(String offset, int width, String value, String message) {
        FatImage image = new FatImage(FatType.FAT32, 100);
        int at = Integer.decode(offset);
        int number = Integer.decode(value);
        switch (width) {
            case 1 -> image.u8(at, number);
            case 2 -> image.u16(at, number);
            default -> image.u32(at, number);
        }
        assertThatThrownBy(image::open)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("FAT boot sector: ")
                .hasMessageContaining(message);
    }

    @Test
    void every_extreme_of_every_byte_opens_or_is_refused() throws IOException {
        for (FatType type : FatType.values()) {
            for (int at = 0; at < 0x60; at++) {
                for (int value : new int[] {0, 1, 2, 0x7f, 0x80, 0xff}) {
                    FatImage image = new FatImage(type, type == FatType.FAT16 ? 5000 : 100).u8(at, value);
                    try {
                        image.open().list(image.open().root()).next();
                    } catch (CorruptDataException | java.io.EOFException e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                }
            }
        }
    }

    @Test
    void the_number_of_clusters_tells_fat12_from_fat16() throws IOException {
        assertThat(new FatImage(FatType.FAT12, 4084).open().info().features()).containsExactly("FAT12");
        assertThat(new FatImage(FatType.FAT16, 4085).open().info().features()).containsExactly("FAT16");
        assertThat(new FatImage(FatType.FAT16, 65524).open().info().features()).containsExactly("FAT16");
        FatImage tooMany = new FatImage(FatType.FAT16, 65525);
        assertThatThrownBy(tooMany::open).hasMessageContaining("65525 clusters are more than the 65524");
    }

    @Test
    void a_small_fat32_is_one_all_the_same() throws IOException {
        assertThat(new FatImage(FatType.FAT32, 10).open().info().features()).containsExactly("FAT32");
    }

    @Test
    void clusters_without_an_entry_in_the_fat_are_not_used() throws IOException {
        FatImage image = new FatImage(FatType.FAT32, 4).u32(0x20, 1000).u16(0x13, 0);
        assertThat(image.open().info().size()).isEqualTo(512_000);
        assertThat(image.open().warnings())
                .extracting(w -> w.message())
                .contains("the FAT has entries for 126 clusters only, the rest cannot be used")
                .anyMatch(m -> m.endsWith("its end is missing"));
    }
}
