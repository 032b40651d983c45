package io.guestkit.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.MemoryTarget;
import io.guestkit.io.BytesSource;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VhdWriterTest {

    private static final int MIB = 1 << 20;
    private static final UUID ID = new UUID(3, 4);
    private static final Instant CREATED = Instant.parse("2001-02-03T04:05:06Z");

    private static ImageSpec spec(long size, Map<String, String> options) {
        return new ImageSpec(size, Optional.empty(), ImageSpec.Compression.NONE, FormatOptions.of(options));
    }

    private static byte[] write(ImageSpec spec, long... positions) throws Exception {
        MemoryTarget target = new MemoryTarget();
        try (ImageWriter writer = VhdWriter.create(target, spec, ID, CREATED)) {
            for (long position : positions) {
                ImageWriter.Placement place = writer.place(position, 4096);
                place.file()
                        .write(
                                place.offset(),
                                ByteBuffer.allocate(place.length()).putInt(0, (int) position + 1));
            }
            writer.finish();
        }
        return target.bytes();
    }

    @Test
    void theSameDiskIsTheSameImage() throws Exception {
        byte[] image = write(spec(9 * MIB, Map.of()), 0, 8192, 5 * MIB);
        assertThat(image).isEqualTo(write(spec(9 * MIB, Map.of()), 0, 8192, 5 * MIB));
        assertThat(image).hasSize(2 * (4096 + 2 * MIB) + 512);
        assertThat(Arrays.copyOf(image, 512)).isEqualTo(Arrays.copyOfRange(image, image.length - 512, image.length));
    }

    @Test
    void footerAndHeaderAreReadAsTheyWereWritten() throws Exception {
        byte[] image = write(spec(9 * MIB + 100, Map.of()), 0);
        StructView footer = StructView.bigEndian("", ByteBuffer.wrap(image, 0, 512));
        assertThat(VhdFooter.parse(footer))
                .isEqualTo(new VhdFooter(512, "qem2", 9 * MIB + 512, 271, 4, 17, VhdFooter.DYNAMIC, ID, false));
        assertThat(footer.u32(0x18)).isEqualTo(CREATED.getEpochSecond() - 946_684_800);
        DynamicHeader header = DynamicHeader.read(new BytesSource(image), 512);
        assertThat(header.sound()).isTrue();
        assertThat(header.blockSize()).isEqualTo(2 * MIB);
        assertThat(header.maxTableEntries()).isEqualTo(5);
    }

    @Test
    void blocksStandInTheOrderOfTheDiskAndDataOnPages() throws Exception {
        byte[] bytes = write(spec(9 * MIB, Map.of()), 0, 3 * MIB, 4 * MIB - 4096, 7 * MIB);
        DiskImage image = VhdImage.open(new BytesSource(bytes), ImageOpener.NONE);
        assertThat(image.readBytes(4 * MIB - 4096, 4)).isEqualTo(new byte[] {0, 0x3f, (byte) 0xf0, 1});
        assertThat(image.warnings()).isEmpty();
        assertThat(image.check().isClean()).isTrue();
        assertThat(image.check().allocatedUnits()).isEqualTo(3);
        ImageWriter writer = VhdWriter.create(new MemoryTarget(), spec(9 * MIB, Map.of()), ID, CREATED);
        assertThat(writer.place(2 * MIB - 4096, 8192)).extracting("length").isEqualTo(4096);
        assertThat(writer.place(2 * MIB, 4096).offset() % 4096).isZero();
    }

    /** The numbers were worked out by hand from the specification's appendix. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 4, 17",
        "1, 0, 4, 17",
        "68, 1, 4, 17",
        "10240, 150, 4, 17",
        "204800, 1003, 12, 17",
        "278527, 1023, 16, 17",
        "278528, 561, 16, 31",
        "507904, 503, 16, 63",
        "66059279, 65534, 16, 63",
        "66059280, 16191, 16, 255",
        "267382800, 65535, 16, 255",
        "4278190080, 65535, 16, 255"
    })
    void geometries(long sectors, int cylinders, int heads, int sectorsPerTrack) {
        assertThat(Geometry.of(sectors)).isEqualTo(new Geometry(cylinders, heads, sectorsPerTrack));
    }

    @Test
    void anEmptyFixedDiskIsNothingButAFooter() throws Exception {
        byte[] image = write(spec(0, Map.of("subformat", "fixed")));
        assertThat(image).hasSize(512);
        assertThat(VhdImage.open(new BytesSource(image), ImageOpener.NONE).size())
                .isZero();
    }

    private static void assertRefused(ImageSpec spec, String message) {
        assertThatThrownBy(() -> new VhdWriterDriver().create(new MemoryTarget(), spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatAVhdCannotHaveIsRefused() {
        assertRefused(
                new ImageSpec(
                        MIB,
                        Optional.of(new ImageSpec.BackingLink("base.vhd", DiskFormat.VHD)),
                        ImageSpec.Compression.NONE,
                        FormatOptions.NONE),
                "vpc images that lie upon another one cannot be written");
        assertRefused(
                new ImageSpec(MIB, Optional.empty(), ImageSpec.Compression.ZLIB, FormatOptions.NONE),
                "vpc images cannot be compressed");
        assertRefused(spec(VhdWriter.MAX_SIZE + 1, Map.of()), "(2040 GiB), vhdx images more");
        assertRefused(spec(MIB, Map.of("subformat", "sparse")), "subformat is sparse, expected dynamic, fixed");
        assertRefused(spec(MIB, Map.of("azure", "on", "subformat", "dynamic")), "subformat is dynamic, expected fixed");
        assertRefused(spec(MIB, Map.of("azure", "on", "force_size", "off")), "force_size is off, expected on");
        assertRefused(spec(MIB, Map.of("block_size", "1M")), "no option block_size");
    }
}
