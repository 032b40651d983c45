package io.guestkit.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.WrittenImage;
import io.guestkit.image.WrittenImage.Piece;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VHDs that we wrote, before qemu-img and libvhdi. */
@Tag("oracle")
@Proves(
        area = "vhd",
        feature = "dynamic and fixed disks of their exact size, up to 2040 GiB",
        referee = "qemu-img, libvhdi",
        verdict = "written")
class VhdWriterOracleTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"dynamic", "fixed"})
    void contentIsWhereItBelongs(String subformat) throws Exception {
        List<Piece> pieces = List.of(
                new Piece(0, 4096),
                new Piece(4 * MIB - 8192, 12288),
                new Piece(7 * MIB, 3 * MIB),
                new Piece(13 * MIB + 4096, 4096),
                new Piece(20 * MIB, 5 * 512));
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"), DiskFormat.VHD, 20 * MIB + 5 * 512, Map.of("subformat", subformat), pieces);
        assertThat(image.size()).isEqualTo(20 * MIB + 5 * 512);
        image.assertWhole();
        assertThatLibvhdiAgrees(image);
    }

    @ParameterizedTest
    @CsvSource({
        "dynamic, 0",
        "dynamic, 512",
        "dynamic, 1000",
        "dynamic, 2096640",
        "dynamic, 2097664",
        "fixed, 513",
        "dynamic, 136899993600",
        "dynamic, 136899994112",
        "dynamic, 33822867456"
    })
    void emptyDisksOfAnySize(String subformat, long size) throws Exception {
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"), DiskFormat.VHD, size, Map.of("subformat", subformat), List.of());
        image.assertWhole();
        if (size > 0) {
            assertThatLibvhdiAgrees(image);
        }
    }

    @Test
    void theLargestDisk() throws Exception {
        long size = 2040L << 30;
        WrittenImage image = WrittenImage.write(
                folder.resolve("v"),
                DiskFormat.VHD,
                size,
                Map.of(),
                List.of(new Piece(1L << 40, 8192), new Piece(size - 4096, 4096)));
        image.assertPieces();
        assertThatLibvhdiAgrees(image);
    }

    /** QEMU rounds up in its own way, from the same table of geometries. */
    @ParameterizedTest
    @ValueSource(longs = {512, 5 * MIB, 100 * MIB + 512, 3L << 30, 40L << 30, 126L << 30, 127L << 30, 200L << 30})
    @Proves(
            area = "vhd",
            feature = "sizes rounded up to cylinders, heads and sectors, where asked for",
            referee = "qemu-img",
            verdict = "written")
    void sizesThatVirtualPcCanShow(long size) throws Exception {
        Path theirs = folder.resolve("theirs");
        Oracle.require("qemu-img").run("create", "-q", "-f", "vpc", theirs, size);
        WrittenImage image =
                WrittenImage.write(folder.resolve("v"), DiskFormat.VHD, size, Map.of("force_size", "off"), List.of());
        image.assertWhole();
        byte[] footer = footer(image.path());
        byte[] expected = footer(theirs);
        assertThat(image.size()).isEqualTo(ByteBuffer.wrap(expected).getLong(0x30));
        assertThat(Arrays.copyOfRange(footer, 0x28, 0x3c))
                .as("both sizes and the geometry")
                .isEqualTo(Arrays.copyOfRange(expected, 0x28, 0x3c));
    }

    /** What Azure's documentation asks for: fixed, whole MiB as current size, 512 bytes of footer behind them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 5 * MIB, 5 * MIB + 512, 7 * MIB - 512})
    @Proves(
            area = "vhd",
            feature = "fixed disks of whole MiB, for Azure",
            referee = "qemu-img, libvhdi",
            verdict = "written")
    void disksForAzure(long size) throws Exception {
        WrittenImage image =
                WrittenImage.write(folder.resolve("v"), DiskFormat.VHD, size, Map.of("azure", "on"), List.of());
        long whole = (size + MIB - 1) / MIB * MIB;
        assertThat(image.size()).isEqualTo(whole);
        assertThat(Files.size(image.path())).isEqualTo(whole + 512);
        image.assertWhole();
        assertThatLibvhdiAgrees(image);
    }

    private static byte[] footer(Path image) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
            byte[] footer = new byte[512];
            file.seek(file.length() - 512);
            file.readFully(footer);
            return footer;
        }
    }

    private static void assertThatLibvhdiAgrees(WrittenImage image) {
        assertThat(Oracle.require("vhdiinfo").run(image.path()).text()).contains("(" + image.size() + " bytes)");
    }
}
