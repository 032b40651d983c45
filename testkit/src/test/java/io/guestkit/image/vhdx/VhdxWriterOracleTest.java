package io.guestkit.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.Sizes;
import io.guestkit.image.WrittenImage;
import io.guestkit.image.WrittenImage.Piece;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VHDXs that we wrote, before qemu-img and libvhdi. */
@Tag("oracle")
@Proves(
        area = "vhdx",
        feature = "dynamic and fixed disks, blocks of 1 to 256 MiB, up to 64 TiB",
        referee = "qemu-img, libvhdi",
        verdict = "written")
class VhdxWriterOracleTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"dynamic, 1M", "dynamic, 8M", "dynamic, 256M", "fixed, 1M", "fixed, 16M"})
    void contentIsWhereItBelongs(String subformat, String blockSize) throws Exception {
        List<Piece> pieces = List.of(
                new Piece(0, 4096),
                new Piece(4 * MIB - 8192, 12288),
                new Piece(7 * MIB, 3 * MIB),
                new Piece(13 * MIB + 4096, 4096),
                new Piece(40 * MIB, 5 * 512));
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"),
                DiskFormat.VHDX,
                40 * MIB + 5 * 512,
                Map.of("subformat", subformat, "block_size", blockSize, "log_size", "2M"),
                pieces);
        assertThat(image.size()).isEqualTo(40 * MIB + 5 * 512);
        image.assertWhole();
        assertThatLibvhdiAgrees(image);
    }

    /** Entries of sector bitmaps stand between those of the payload: here after each 2048, as 4 GiB have. */
    @Test
    void contentOfManyChunks() throws Exception {
        long gib = 1L << 30;
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"),
                DiskFormat.VHDX,
                17 * gib,
                Map.of("block_size", "2M"),
                List.of(
                        new Piece(4 * gib - 4096, 8192),
                        new Piece(8 * gib - 2 * MIB, 4096),
                        new Piece(8 * gib, 4096),
                        new Piece(12 * gib + 4096, 4096),
                        new Piece(17 * gib - 4096, 4096)));
        image.assertPieces();
        assertThatLibvhdiAgrees(image);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 512, 1000, MIB - 512, 8 * MIB, 8 * MIB + 512, (1L << 30) + 512, (100L << 30) + 512, (33L << 40)
            })
    void emptyDisksOfAnySizeHaveTheBlocksOfQemu(long size) throws Exception {
        Path theirs = folder.resolve("theirs");
        WrittenImage image = WrittenImage.write(folder.resolve("v"), DiskFormat.VHDX, size, Map.of(), List.of());
        image.assertPieces();
        Oracle.require("qemu-img").run("create", "-q", "-f", "vhdx", theirs, image.size());
        String facts = Oracle.require("qemu-img").run("info", theirs).text();
        assertThat(facts).contains("cluster_size: " + image.facts().get("cluster-size") + "\n");
    }

    @ParameterizedTest
    @CsvSource({"2M, 2T", "'', 8T", "'', 64T", "1M, 64T"})
    void hugeDisks(String blockSize, String size) throws Exception {
        long bytes = Sizes.parse(size);
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"),
                DiskFormat.VHDX,
                bytes,
                blockSize.isEmpty() ? Map.of() : Map.of("block_size", blockSize),
                List.of(new Piece(1L << 40, 8192), new Piece(bytes - 4096, 4096)));
        image.assertPieces();
        assertThatLibvhdiAgrees(image);
    }

    private static void assertThatLibvhdiAgrees(WrittenImage image) {
        assertThat(Oracle.require("vhdiinfo").run(image.path()).text()).contains("(" + image.size() + " bytes)");
    }
}
