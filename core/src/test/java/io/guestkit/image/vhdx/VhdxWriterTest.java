package io.guestkit.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.MemoryTarget;
import io.guestkit.io.BytesSource;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VhdxWriterTest {

    private static final int MIB = 1 << 20;

    private static ImageSpec spec(long size, Map<String, String> options) {
        return new ImageSpec(size, Optional.empty(), ImageSpec.Compression.NONE, FormatOptions.of(options));
    }

    private static byte[] write(ImageSpec spec, long... positions) throws Exception {
        AtomicLong guids = new AtomicLong();
        MemoryTarget target = new MemoryTarget();
        try (ImageWriter writer = VhdxWriter.create(target, spec, () -> new UUID(7, guids.incrementAndGet()))) {
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
        ImageSpec spec = spec(9 * MIB, Map.of("block_size", "2M"));
        byte[] image = write(spec, 0, 8192, 5 * MIB);
        assertThat(image).isEqualTo(write(spec, 0, 8192, 5 * MIB));
        assertThat(image).hasSize((4 + 2 * 2) * MIB); // headers, log, metadata, table; two blocks
    }

    @Test
    void everyStructureIsReadAsItWasWritten() throws Exception {
        byte[] image = write(spec(
                9 * MIB + 100,
                Map.of("subformat", "fixed", "block_size", "4M", "logical_sector_size", "4096", "log_size", "2M")));
        BytesSource file = new BytesSource(image);
        VhdxHeader header = VhdxHeader.read(file, warning -> {
            throw new AssertionError(warning);
        });
        assertThat(header).isEqualTo(new VhdxHeader(2, new UUID(7, 3), VhdxHeader.NIL, 0, 2 * MIB, MIB));
        assertThat(VhdxHeader.creator(file)).isEqualTo("guestkit");
        RegionTable regions = RegionTable.read(file, warning -> {
            throw new AssertionError(warning);
        });
        assertThat(regions.metadata()).isEqualTo(new RegionTable.Region(RegionTable.METADATA, 3 * MIB, MIB));
        assertThat(regions.bat()).isEqualTo(new RegionTable.Region(RegionTable.BAT, 4 * MIB, MIB));
        assertThat(Metadata.read(file, regions.metadata()))
                .isEqualTo(new Metadata(
                        4 * MIB, true, 9 * MIB + 4096, Optional.of(new UUID(7, 1)), 4096, 4096, Optional.empty()));
        assertThat(image).hasSize((5 + 3 * 4) * MIB);
    }

    @Test
    void blocksStandInTheOrderOfTheDisk() throws Exception {
        byte[] bytes = write(spec(9 * MIB, Map.of("block_size", "1M")), 0, 3 * MIB, 4 * MIB - 4096, 7 * MIB);
        DiskImage image = VhdxImageTest.open(bytes);
        assertThat(image.readBytes(4 * MIB - 4096, 4)).isEqualTo(new byte[] {0, 0x3f, (byte) 0xf0, 1});
        assertThat(image.warnings()).isEmpty();
        assertThat(image.check().isClean()).isTrue();
        assertThat(image.check().allocatedUnits()).isEqualTo(3);
    }

    private static void assertRefused(ImageSpec spec, String message) {
        assertThatThrownBy(() -> new VhdxWriterDriver().create(new MemoryTarget(), spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatAVhdxCannotHaveIsRefused() {
        assertRefused(
                new ImageSpec(
                        MIB,
                        Optional.of(new ImageSpec.BackingLink("base.vhdx", DiskFormat.VHDX)),
                        ImageSpec.Compression.NONE,
                        FormatOptions.NONE),
                "vhdx images that lie upon another one cannot be written");
        assertRefused(
                new ImageSpec(MIB, Optional.empty(), ImageSpec.Compression.ZLIB, FormatOptions.NONE),
                "vhdx images cannot be compressed");
        assertRefused(spec(VhdxWriter.MAX_SIZE + 1, Map.of()), "(64 TiB)");
        assertRefused(spec(MIB, Map.of("block_size", "3M")), "a power of two from 1048576 to 268435456");
        assertRefused(spec(MIB, Map.of("block_size", "512k")), "a power of two from 1048576 to 268435456");
        assertRefused(spec(MIB, Map.of("logical_sector_size", "520")), "is 520, expected 512, 4096");
        assertRefused(spec(MIB, Map.of("block_state_zero", "on")), "no option block_state_zero");
    }
}
