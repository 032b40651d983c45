package io.guestkit.image.vdi;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.WrittenImage;
import io.guestkit.image.WrittenImage.Piece;
import io.guestkit.testkit.Proves;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VDIs that we wrote, before qemu-img. */
@Tag("oracle")
@Proves(area = "vdi", feature = "dynamic and static images, up to 8 TiB", referee = "qemu-img", verdict = "written")
class VdiWriterOracleTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void contentIsWhereItBelongs(String fixed) throws Exception {
        List<Piece> pieces = List.of(
                new Piece(0, 4096),
                new Piece(3 * MIB - 8192, 12288),
                new Piece(7 * MIB, 3 * MIB),
                new Piece(11 * MIB + 4096, 4096),
                new Piece(20 * MIB, 5 * 512));
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"), DiskFormat.VDI, 20 * MIB + 5 * 512, Map.of("static", fixed), pieces);
        image.assertWhole();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 512, 1000, 4096, MIB - 512, MIB, MIB + 512, (1L << 30) + 7 * 512})
    void emptyDisksOfAnySize(long size) throws Exception {
        WrittenImage.write(folder.resolve("v"), DiskFormat.VDI, size, Map.of(), List.of())
                .assertWhole();
    }

    @Test
    void hugeDisks() throws Exception {
        hugeDisk((8L << 40) - 512);
    }

    @Test
    @Tag("long")
    void hugerDisks() throws Exception {
        hugeDisk((64L << 40) - 512);
    }

    private void hugeDisk(long size) throws Exception {
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"),
                DiskFormat.VDI,
                size,
                Map.of(),
                List.of(new Piece(1L << 40, 8192), new Piece(size / 4096 * 4096, 3584)));
        image.assertPieces();
    }
}
