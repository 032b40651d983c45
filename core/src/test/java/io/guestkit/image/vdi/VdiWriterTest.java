package io.guestkit.image.vdi;

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
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VdiWriterTest {

    private static final int MIB = 1 << 20;

    private static ImageSpec spec(long size, Map<String, String> options) {
        return new ImageSpec(size, Optional.empty(), ImageSpec.Compression.NONE, FormatOptions.of(options));
    }

    private static byte[] write(ImageSpec spec, long... positions) throws Exception {
        AtomicLong uuids = new AtomicLong();
        MemoryTarget target = new MemoryTarget();
        try (ImageWriter writer = VdiWriter.create(target, spec, () -> new UUID(7, uuids.incrementAndGet()))) {
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
        assertThat(image).hasSize(3 * MIB); // header and map, two blocks
    }

    @Test
    void theHeaderIsReadAsItWasWritten() throws Exception {
        VdiHeader header = VdiHeader.read(new BytesSource(write(spec(5 * MIB + 100, Map.of("static", "on")))));
        assertThat(header)
                .isEqualTo(new VdiHeader(
                        "<<< guestkit virtual disk image >>>",
                        VdiHeader.STATIC,
                        512,
                        MIB,
                        5 * MIB + 512,
                        MIB,
                        0,
                        6,
                        6,
                        new UUID(7, 1),
                        new UUID(7, 2),
                        VdiHeader.NIL,
                        VdiHeader.NIL));
    }

    @Test
    void blocksStandInTheOrderOfTheDisk() throws Exception {
        byte[] bytes = write(spec(9 * MIB, Map.of()), 0, 3 * MIB, 4 * MIB - 4096, 7 * MIB);
        DiskImage image = VdiImage.open(new BytesSource(bytes), ImageOpener.NONE);
        assertThat(image.readBytes(4 * MIB - 4096, 4)).isEqualTo(new byte[] {0, 0x3f, (byte) 0xf0, 1});
        assertThat(image.check().isClean()).isTrue();
        assertThat(image.check().allocatedUnits()).isEqualTo(3);
    }

    @Test
    void placesEndWithTheirBlock() throws Exception {
        ImageWriter writer = VdiWriter.create(new MemoryTarget(), spec(9 * MIB, Map.of()), UUID::randomUUID);
        assertThat(writer.place(MIB - 4096, 8192))
                .extracting("offset", "length")
                .containsExactly(2L * MIB - 4096, 4096);
        assertThat(writer.place(MIB, 2 * MIB)).extracting("offset", "length").containsExactly(2L * MIB, MIB);
    }

    @Test
    void whatAVdiCannotHaveIsRefused() {
        VdiWriterDriver driver = new VdiWriterDriver();
        assertThatThrownBy(() -> driver.create(
                        new MemoryTarget(),
                        new ImageSpec(
                                MIB,
                                Optional.of(new ImageSpec.BackingLink("base.vdi", DiskFormat.VDI)),
                                ImageSpec.Compression.NONE,
                                FormatOptions.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vdi images that lie upon another one cannot be written");
        assertThatThrownBy(() -> driver.create(
                        new MemoryTarget(),
                        new ImageSpec(MIB, Optional.empty(), ImageSpec.Compression.ZSTD, FormatOptions.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vdi images cannot be compressed");
        assertThatThrownBy(() -> driver.create(new MemoryTarget(), spec(MIB, Map.of("subformat", "fixed"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vdi has no option subformat; it has static");
        assertThatThrownBy(() -> driver.create(new MemoryTarget(), spec(1L << 50, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vdi images have up to");
    }
}
