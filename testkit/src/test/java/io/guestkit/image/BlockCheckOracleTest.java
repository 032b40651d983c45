package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.WrittenImage.Piece;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks of VDI and VHDX beside {@code qemu-img check}, which cannot check VHDs. */
@Tag("oracle")
class BlockCheckOracleTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path folder;

    static Stream<String> sound() throws IOException {
        return Stream.of("vdi", "vhdx", "vhd").flatMap(format -> {
            try {
                return BlockImages.withAnswer(format, "sha256");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Images that QEMU made, or laid out as others would. */
    @ParameterizedTest
    @MethodSource("sound")
    @Proves(area = "vdi", feature = "check: sound images are found sound", referee = "qemu-img", verdict = "checked")
    @Proves(area = "vhdx", feature = "check: sound images are found sound", referee = "qemu-img", verdict = "checked")
    void soundImagesAreFoundSound(String name) throws Exception {
        Path image = BlockImages.folder().resolve(name);
        boolean damaged = name.equals("header-checksum.vhd") || name.equals("no-footer.vhd");
        // QEMU checks no VHD, and opens no differencing VDI or VHDX
        boolean theirs = name.endsWith(".vhd") || name.startsWith("child-")
                ? !damaged
                : Oracle.require("qemu-img")
                                .ask("check", "-f", suffix(name), image)
                                .status()
                        == 0;
        CheckReport ours = check(image);
        assertThat(ours.corruptions() == 0).as("%s: %s", name, ours.findings()).isEqualTo(theirs);
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static CheckReport check(Path path) throws IOException {
        try (DiskImage image = Disks.openImage(path, OpenOptions.DEFAULT)) {
            return image.check();
        }
    }

    /** One word of an image is overwritten: the map of a VDI is at 512, the table of our VHDX at 3 MiB. */
    @ParameterizedTest
    @CsvSource({
        "VDI, 524, 0, is stored block 0",
        "VDI, 524, 77, does not lie inside the file",
        "VDI, 524, -3, does not lie inside the file",
        "VDI, 0x184, 1, 'cBlocksAllocated at +0x184 is 1, the block map names 3'",
        "VHDX, 0x300018, 0x10000006, not inside the file",
        "VHDX, 0x30001c, 0x7fffffff, not inside the file"
    })
    @Proves(
            area = "vdi",
            feature = "check: blocks used twice or outside of the file, wrong counts",
            referee = "qemu-img",
            verdict = "checked")
    @Proves(area = "vhdx", feature = "check: blocks outside of the file", referee = "qemu-img", verdict = "checked")
    void brokenImagesAreFoundBroken(DiskFormat format, String offset, String word, String finding) throws Exception {
        Path path = folder.resolve("image." + format.id());
        WrittenImage.write(
                path,
                format,
                20 * MIB,
                format == DiskFormat.VHDX ? Map.of("block_size", "1M") : Map.of(),
                List.of(new Piece(0, 4096), new Piece(3 * MIB, 4096), new Piece(7 * MIB, 4096)));
        Oracle.require("qemu-img").run("check", "-f", format.id(), path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(Long.decode(offset));
            file.writeInt(Integer.reverseBytes(Integer.decode(word)));
        }
        assertThat(Oracle.require("qemu-img")
                        .ask("check", "-f", format.id(), path)
                        .status())
                .isNotZero();
        CheckReport report = check(path);
        assertThat(report.corruptions()).isPositive();
        assertThat(report.findings().getFirst().message()).contains(finding);
    }
}
