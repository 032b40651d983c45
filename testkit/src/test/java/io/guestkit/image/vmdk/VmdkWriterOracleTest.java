package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Copying;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written here, as QEMU and others see it. */
@Tag("oracle")
@Proves(
        area = "vmdk",
        feature = "monolithicSparse, streamOptimized, twoGbMaxExtentSparse and Flat, monolithicFlat",
        referee = "qemu-img check, compare, info",
        verdict = "written")
class VmdkWriterOracleTest {

    @TempDir
    Path folder;

    @BeforeAll
    static void requireQemu() {
        Tools.requireQemu();
    }

    /** A raw disk: zeros that are stored, text that compresses, noise that does not, and holes. */
    private Path raw(String name, long size, long... noise) throws IOException {
        Path file = folder.resolve(name);
        Random random = new Random(size);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            for (long position : noise) {
                byte[] bytes = new byte[(int) Math.min(200_000, size - position)];
                random.nextBytes(bytes);
                java.util.Arrays.fill(bytes, bytes.length / 3, bytes.length / 3 * 2, (byte) (position >>> 9));
                channel.write(ByteBuffer.wrap(bytes), position);
            }
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        return file;
    }

    private static ImageSpec spec(long size, String subformat) {
        return new ImageSpec(
                size, Optional.empty(), ImageSpec.Compression.NONE, FormatOptions.of(Map.of("subformat", subformat)));
    }

    private static DiskImage open(Path image) throws IOException {
        return Disks.openImage(image, OpenOptions.DEFAULT);
    }

    private static void write(Path source, DiskFormat sourceFormat, Path output, ImageSpec spec, int threads)
            throws IOException {
        try (DiskImage disk = Disks.openImage(source, OpenOptions.DEFAULT.withFormat(sourceFormat))) {
            Copying.copy(disk, output, DiskFormat.VMDK, spec, threads);
        }
    }

    private static long number(String json, String key) {
        int at = json.indexOf('"' + key + "\": ") + key.length() + 4;
        int end = at;
        while (Character.isDigit(json.charAt(end))) {
            end++;
        }
        return Long.parseLong(json.substring(at, end));
    }

    private static Map<String, Long> files(Path folder) throws IOException {
        Map<String, Long> mismatches = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                mismatches.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return mismatches;
    }

    private void assertWritten(Path raw, String subformat) throws Exception {
        long size = Files.size(raw);
        Path ours = Files.createDirectories(folder.resolve("ours-" + subformat)).resolve("disk.vmdk");
        Path again =
                Files.createDirectories(folder.resolve("again-" + subformat)).resolve("disk.vmdk");
        Path theirs =
                Files.createDirectories(folder.resolve("qemu-" + subformat)).resolve("disk.vmdk");
        write(raw, DiskFormat.RAW, ours, spec(size, subformat), 3);
        write(raw, DiskFormat.RAW, again, spec(size, subformat), 1);
        assertThat(files(ours.getParent())).isEqualTo(files(again.getParent()));
        for (String name : files(ours.getParent()).keySet()) {
            assertThat(Files.mismatch(ours.resolveSibling(name), again.resolveSibling(name)))
                    .as(name)
                    .isEqualTo(-1);
        }
        Oracle qemu = Oracle.require("qemu-img");
        if (!subformat.endsWith("Flat")) { // QEMU has nothing to check there
            assertThat(qemu.run("check", "-f", "vmdk", ours).text()).contains("No errors were found");
        }
        assertThat(qemu.run("compare", "-f", "raw", "-F", "vmdk", raw, ours).text())
                .isEqualTo("Images are identical.\n");
        String info = qemu.run("info", "--output=json", ours).text();
        assertThat(number(info, "virtual-size")).isEqualTo(size);
        assertThat(info).contains("\"create-type\": \"" + subformat + '"');
        qemu.run("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=" + subformat, raw, theirs);
        try (DiskImage disk = open(ours);
                DiskImage other = open(theirs);
                DiskImage source = Disks.openImage(raw, OpenOptions.DEFAULT.withFormat(DiskFormat.RAW))) {
            String expected = Tools.hash(source, 1 << 20);
            assertThat(Tools.hash(disk, 1 << 20)).isEqualTo(expected);
            assertThat(Tools.hash(other, 1 << 20)).isEqualTo(expected);
            assertThat(disk.info().details()).containsEntry("cid", number(info, "cid"));
            assertThat(disk.warnings()).isEmpty();
            assertThat(disk.check().findings()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "512",
        "65536",
        "66048",
        "10001408",
        "33554432",
        "33619968",
    })
    void sizesThatNeedNotBeWholeGrains(long size) throws Exception {
        Path raw = raw("disk.raw", size, 0, size / 2 & -512, size - 512);
        for (Subformat subformat : Subformat.values()) {
            assertWritten(raw, subformat.createType());
        }
    }
}
