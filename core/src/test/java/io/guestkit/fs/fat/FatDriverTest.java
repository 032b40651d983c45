package io.guestkit.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BytesSource;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FatDriverTest {

    private static boolean detects(FatImage image) throws IOException {
        return FatDriver.INSTANCE.detect(image.source()).isPresent();
    }

    private static FatImage withoutTypeName() {
        return new FatImage(FatType.FAT12, 100).u32(0x36, 0).u32(0x3a, 0);
    }

    @ParameterizedTest
    @EnumSource(FatType.class)
    void all_three_are_vfat(FatType type) throws IOException {
        FatImage image = new FatImage(type, 5000 / (type == FatType.FAT12 ? 2 : 1));
        assertThat(FatDriver.INSTANCE.detect(image.source())).contains("vfat");
    }

    @Test
    void the_name_of_the_type_is_enough() throws IOException {
        assertThat(detects(new FatImage(FatType.FAT12, 100).u8(0, 0).u16(0x1fe, 0)))
                .isTrue();
    }

    @Test
    void without_a_name_it_takes_a_signature_and_a_jump_or_the_media_byte() throws IOException {
        assertThat(detects(withoutTypeName())).isTrue();
        assertThat(detects(withoutTypeName().u8(0, 0xe9).next(0, 0))).isTrue();
        assertThat(detects(withoutTypeName().u8(0, 0))).isTrue();
        assertThat(detects(withoutTypeName().u8(0, 0).next(0, 0))).isFalse();
        assertThat(detects(withoutTypeName().u16(0x1fe, 0))).isFalse();
    }

    @Test
    void a_table_of_partitions_wins() throws IOException {
        FatImage image = new FatImage(FatType.FAT16, 5000).u8(0x1be, 0x80).u8(0x1c2, 0x83);
        image.u32(0x1c6, 2048).u32(0x1ca, 4096);
        assertThat(detects(image)).isFalse();
        assertThat(detects(image.u8(0x1ce, 'x')))
                .as("text where a boot flag should be")
                .isTrue();
    }

    @Test
    void boot_sectors_of_others_are_theirs() throws IOException {
        assertThat(detects(withText(3, "-FVE-FS-"))).isFalse();
        assertThat(detects(withText(0x36, "HPFS    "))).isFalse();
        assertThat(detects(withText(0x36, "JFS     "))).isFalse();
        byte[] bitLocker = {
            0x3b,
            (byte) 0xd6,
            0x67,
            0x49,
            0x29,
            0x2e,
            (byte) 0xd8,
            0x4a,
            (byte) 0x83,
            (byte) 0x99,
            (byte) 0xf6,
            (byte) 0xa3,
            0x39,
            (byte) 0xe3,
            (byte) 0xd0,
            0x01
        };
        FatImage toGo = new FatImage(FatType.FAT32, 100);
        toGo.bytes.put(0x1a8, bitLocker);
        assertThat(detects(toGo)).isFalse();
        FatImage ntfs = withText(3, "NTFS    ")
                .u16(0x0e, 0)
                .u8(0x10, 0)
                .u16(0x11, 0)
                .u16(0x13, 0)
                .u16(0x16, 0);
        assertThat(detects(ntfs)).isFalse();
    }

    private static FatImage withText(int offset, String text) {
        FatImage image = withoutTypeName();
        image.bytes.put(offset, text.getBytes(StandardCharsets.US_ASCII));
        return image;
    }

    @Test
    void nothing_is_nothing() throws IOException {
        assertThat(FatDriver.INSTANCE.detect(new ZeroSource(0))).isEmpty();
        assertThat(FatDriver.INSTANCE.detect(new ZeroSource(511))).isEmpty();
        assertThat(FatDriver.INSTANCE.detect(new ZeroSource(1 << 20))).isEmpty();
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] noise = new byte[512];
            random.nextBytes(noise);
            noise[0] = (byte) 0xeb;
            noise[510] = 0x55;
            noise[511] = (byte) 0xaa;
            assertThat(FatDriver.INSTANCE.detect(new BytesSource(noise))).isEmpty();
        }
    }
}
