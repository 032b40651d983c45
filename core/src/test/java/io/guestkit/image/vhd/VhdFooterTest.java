package io.guestkit.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which footer counts, and what it says. */
class VhdFooterTest {

    private static final int DISK = 32 * VhdBuilder.BLOCK;

    private static FooterCopies read(byte[] file) throws Exception {
        return FooterCopies.read(new BytesSource(file));
    }

    private static byte[] dynamic() {
        return new VhdBuilder(VhdFooter.DYNAMIC, DISK).block(0, 1).build();
    }

    @ParameterizedTest
    @CsvSource({
        "'vpc ', 10, 4, 17, 348160",
        "qemu, 10, 4, 17, 348160",
        "'vpc ', 65535, 16, 255, 131072",
        "qemu, 65535, 16, 255, 131072",
        "'win ', 10, 4, 17, 131072",
        "qem2, 10, 4, 17, 131072",
        "'d2v ', 10, 4, 17, 131072",
        "CTXS, 10, 4, 17, 131072",
        "vbox, 10, 4, 17, 131072",
    })
    void theCreatorDecidesBetweenTheTwoSizes(String creator, int cylinders, int heads, int sectors, long size)
            throws Exception {
        byte[] file = new VhdBuilder(VhdFooter.DYNAMIC, DISK)
                .creator(creator)
                .geometry(cylinders, heads, sectors)
                .build();
        assertThat(read(file).footer().virtualSize()).isEqualTo(size);
    }

    @Test
    void soundCopiesAreNotDoubted() throws Exception {
        FooterCopies copies = read(dynamic());
        assertThat(copies.doubt()).isEmpty();
        assertThat(copies.end()).isEqualTo(dynamic().length - 512);
        assertThat(copies.footer().diskType()).isEqualTo(VhdFooter.DYNAMIC);
    }

    @Test
    void oneOfTwoCopiesIsEnough() throws Exception {
        byte[] file = dynamic();
        assertThat(read(Arrays.copyOf(file, file.length - 512)).doubt())
                .hasValueSatisfying(m -> assertThat(m).contains("missing").contains("truncated"));
        byte[] brokenEnd = file.clone();
        brokenEnd[file.length - 100] ^= 1;
        assertThat(read(brokenEnd).doubt())
                .hasValueSatisfying(m -> assertThat(m).contains("wrong checksum"));
        byte[] brokenStart = file.clone();
        brokenStart[100] ^= 1;
        assertThat(read(brokenStart).doubt())
                .hasValueSatisfying(m -> assertThat(m).contains("at the start"));
        byte[] noStart = file.clone();
        noStart[0] = 0;
        assertThat(read(noStart).doubt()).hasValueSatisfying(m -> assertThat(m).contains("missing"));
    }

    @Test
    void noSoundCopyIsCorrupt() {
        byte[] file = dynamic();
        file[100] ^= 1;
        file[file.length - 100] ^= 1;
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("VHD footer: checksum at +0x40 is 0x");
        assertThatThrownBy(() -> read(new byte[1024]))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("there is none");
    }

    @Test
    void whatTheGuestOfAFixedDiskWritesIsNoFooter() throws Exception {
        byte[] content = Arrays.copyOf(dynamic(), 64 * 512);
        FooterCopies copies = read(VhdBuilder.fixed(content).build());
        assertThat(copies.footer().diskType()).isEqualTo(VhdFooter.FIXED);
        assertThat(copies.footer().virtualSize()).isEqualTo(content.length);
    }

    @Test
    void oldFootersHaveOneByteLess() throws Exception {
        byte[] file = VhdBuilder.fixed(new byte[4096]).build();
        FooterCopies copies = read(Arrays.copyOf(file, file.length - 1));
        assertThat(copies.footer().virtualSize()).isEqualTo(4096);
        assertThat(copies.end()).isEqualTo(4096);
    }

    @ParameterizedTest
    @CsvSource({
        "0x0c, 0x20000, VHD version 2",
        "0x3c, 0, disk type 0",
        "0x3c, 6, disk type 6",
        "0x30, -1, current_size at +0x30",
    })
    void aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        byte[] file = new VhdBuilder(VhdFooter.DYNAMIC, DISK)
                .footer(Integer.decode(offset), Long.decode(value).intValue())
                .build();
        assertThatThrownBy(() -> read(file)).isInstanceOf(DiskException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, -1, table_offset at +0x10",
        "0x18, 0x20000, version 2",
        "0x1c, 31, max_table_entries at +0x1c is 31, expected at least 32",
        "0x20, 511, block_size at +0x20 is 511",
        "0x20, 4097, block_size at +0x20 is 4097",
        "0x20, -1, block_size at +0x20 is 4294967295",
    })
    void aFieldOfTheDynamicHeaderOutOfRangeIsNamed(String offset, String value, String message) {
        byte[] file = new VhdBuilder(VhdFooter.DYNAMIC, DISK)
                .header(Integer.decode(offset), Long.decode(value).intValue())
                .build();
        assertThatThrownBy(() -> VhdImageTest.open(file))
                .isInstanceOf(DiskException.class)
                .hasMessageStartingWith("VHD dynamic disk header")
                .hasMessageContaining(message);
    }

    @Test
    void aSnapshotIsRefused() {
        assertThatThrownBy(() -> VhdDriver.BY_HEADER.open(
                        new BytesSource(dynamic()),
                        io.guestkit.image.ImageOpener.NONE,
                        new io.guestkit.image.ImageOptions(java.util.Optional.of("one"))))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void everyCutOfAFileIsReadOrRefused() throws Exception {
        byte[] whole = dynamic();
        for (int length = 0; length < whole.length; length += 97) {
            byte[] cut = Arrays.copyOf(whole, length);
            try (var image = VhdImageTest.open(cut)) {
                assertThat(image.warnings()).as("cut to %d bytes", length).isNotEmpty();
            } catch (CorruptDataException expected) {
                assertThat(expected).hasMessageContaining("VHD");
            }
        }
    }
}
