package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.DiskConverter;
import io.guestkit.convert.Engine;
import io.guestkit.convert.ImageCreation;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    private static DiskImage open(Path image) throws IOException {
        return Disks.openImage(image, OpenOptions.DEFAULT);
    }

    private static void write(Path source, DiskFormat sourceFormat, Path output, String subformat, int threads)
            throws IOException {
        new DiskConverter()
                .convert(Conversion.of(source, output, DiskFormat.VMDK)
                        .open(OpenOptions.DEFAULT.withFormat(sourceFormat))
                        .options(Map.of("subformat", subformat))
                        .threads(threads)
                        .engine(Engine.NATIVE)
                        .build());
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
        write(raw, DiskFormat.RAW, ours, subformat, 3);
        write(raw, DiskFormat.RAW, again, subformat, 1);
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

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "streamOptimized", "twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
    void disksThatAreLargerThanAnExtentOrAWindowOfTables(String subformat) throws Exception {
        long extent = 4192256L * 512;
        Path raw = raw(
                "disk.raw",
                9L << 30,
                1 << 20,
                extent - 100_352,
                2 * extent - 512,
                (4L << 30) - 65536,
                (8L << 30) + 512);
        Path image = folder.resolve("disk.vmdk");
        write(raw, DiskFormat.RAW, image, subformat, 2);
        Oracle qemu = Oracle.require("qemu-img");
        if (!subformat.endsWith("Flat")) {
            assertThat(qemu.run("check", "-f", "vmdk", image).text()).contains("No errors were found");
        }
        assertThat(qemu.run("compare", "-f", "raw", "-F", "vmdk", raw, image).text())
                .isEqualTo("Images are identical.\n");
        try (DiskImage disk = open(image)) {
            assertThat(disk.check().findings()).isEmpty();
        }
    }

    /** More grains than a directory of one piece leads to; content on both sides of 2 TiB, and at the end. */
    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "streamOptimized"})
    void aDiskOfEightTebibytes(String subformat) throws Exception {
        long size = 8L << 40;
        Path raw = raw("disk.raw", size, 0, (2L << 40) - 65536, size - 512);
        Path image = folder.resolve("disk.vmdk");
        write(raw, DiskFormat.RAW, image, subformat, 2);
        Oracle qemu = Oracle.require("qemu-img");
        assertThat(number(qemu.run("info", "--output=json", image).text(), "virtual-size"))
                .isEqualTo(size);
        try (DiskImage disk = open(image);
                DiskImage source = Disks.openImage(raw, OpenOptions.DEFAULT.withFormat(DiskFormat.RAW))) {
            for (long at : new long[] {0, (2L << 40) - 65536, size - 512}) {
                int length = (int) Math.min(200_000, size - at);
                assertThat(disk.readBytes(at, length)).isEqualTo(source.readBytes(at, length));
                assertThat(seenByQemu(image, at, length / 512 * 512))
                        .isEqualTo(source.readBytes(at, length / 512 * 512));
            }
            assertThat(disk.check().findings()).isEmpty();
        }
    }

    private byte[] seenByQemu(Path image, long at, int length) throws Exception {
        Path window = folder.resolve("window.raw");
        Files.deleteIfExists(window);
        Oracle.require("qemu-img")
                .run(
                        "dd",
                        "-f",
                        "vmdk",
                        "-O",
                        "raw",
                        "bs=512",
                        "skip=" + at / 512,
                        "count=" + (at + length) / 512, // which counts from the start
                        "if=" + image,
                        "of=" + window);
        return Files.readAllBytes(window);
    }

    @Test
    void compressionAloneMakesAStream() throws Exception {
        Path raw = raw("disk.raw", 1 << 20, 0);
        Path image = folder.resolve("disk.vmdk");
        new DiskConverter()
                .convert(Conversion.of(raw, image, DiskFormat.VMDK)
                        .compression(io.guestkit.image.ImageSpec.Compression.ZLIB)
                        .verify(true)
                        .build());
        try (DiskImage disk = open(image)) {
            assertThat(disk.info().details()).containsEntry("create-type", "streamOptimized");
        }
    }

    /** What libvmdk and 7-Zip read is another reading of the same specification. */
    @Test
    @Proves(area = "vmdk", feature = "streamOptimized", referee = "7-Zip, libvmdk", verdict = "written")
    void othersReadTheStream() throws Exception {
        Path raw = raw("disk.raw", 70 << 20, 0, 33 << 20, (70 << 20) - 512);
        Path image = folder.resolve("disk.vmdk");
        write(raw, DiskFormat.RAW, image, "streamOptimized", 2);
        assertThat(Oracle.require("vmdkinfo").run(image).text()).contains("Stream optimized", "(73400320 bytes)");
        Oracle.require("7zz").in(folder).run("x", "-tvmdk", "-y", "-oout", image);
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(Files.mismatch(files.findFirst().orElseThrow(), raw)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicSparse", "twoGbMaxExtentSparse", "monolithicSparse,zeroed_grain=on"})
    @Proves(
            area = "vmdk",
            feature = "children with a parent and its CID, zeroed grains",
            referee = "qemu-img check, compare",
            verdict = "written")
    void children(String options) throws Exception {
        Tools.create(folder, "base.vmdk", "subformat=monolithicSparse", "40M", "-P 1 0 1M", "-P 2 30M 4M");
        String layer = "subformat=monolithicSparse,zeroed_grain=on,backing_file=base.vmdk,backing_fmt=vmdk";
        Tools.create(folder, "layer.vmdk", layer, "40M", "-P 3 64k 64k", "-z 128k 128k", "-z 31M 1M", "-P 4 33M 100k");
        Map<String, String> map = new TreeMap<>();
        for (String option : ("subformat=" + options).split(",", -1)) {
            map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        new DiskConverter()
                .convert(Conversion.of(folder.resolve("layer.vmdk"), folder.resolve("copy.vmdk"), DiskFormat.VMDK)
                        .flatten(false)
                        .options(map)
                        .verify(true)
                        .engine(Engine.NATIVE)
                        .build());
        Oracle qemu = Oracle.require("qemu-img").in(folder);
        assertThat(qemu.run("check", "-f", "vmdk", "copy.vmdk").text()).contains("No errors were found");
        assertThat(qemu.run("compare", "layer.vmdk", "copy.vmdk").text()).isEqualTo("Images are identical.\n");
        assertThat(qemu.run("info", "copy.vmdk").text()).contains("backing file: base.vmdk");
        try (DiskImage copy = open(folder.resolve("copy.vmdk"))) {
            assertThat(Tools.hash(copy, 1 << 20)).isEqualTo(Tools.qemuHash(folder.resolve("layer.vmdk")));
            assertThat(copy.run(8 << 20, 1).getClass().getSimpleName()).isEqualTo("Unallocated");
            assertThat(copy.check().findings()).isEmpty();
        }
        ImageCreation.overlay(
                folder.resolve("empty.vmdk"),
                DiskFormat.VMDK,
                "base.vmdk",
                OpenOptions.DEFAULT,
                OptionalLong.empty(),
                io.guestkit.image.FormatOptions.NONE,
                false);
        assertThat(qemu.run("compare", "base.vmdk", "empty.vmdk").text()).isEqualTo("Images are identical.\n");
    }

    /** QEMU's own images have nothing that is complained of, and what is broken both see. */
    @Test
    @Proves(area = "vmdk", feature = "structure", referee = "qemu-img check", verdict = "checked")
    void checksAgree() throws Exception {
        for (String subformat : new String[] {"monolithicSparse", "twoGbMaxExtentSparse", "streamOptimized"}) {
            Path raw = folder.resolve(subformat + ".raw");
            Files.move(raw("disk.raw", 40 << 20, 0, 33 << 20), raw);
            Path image = folder.resolve(subformat + ".vmdk");
            Oracle.require("qemu-img").run("convert", "-O", "vmdk", "-o", "subformat=" + subformat, raw, image);
            try (DiskImage disk = open(image)) {
                assertThat(disk.check().findings()).as(subformat).isEmpty();
            }
        }
        Path image = folder.resolve("monolithicSparse.vmdk");
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer word = ByteBuffer.allocate(4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            channel.read(word, 0x38);
            long directory = word.getInt(0);
            channel.read(word.clear(), directory * 512);
            long table = word.getInt(0);
            channel.write(word.clear().putInt(0, 0x7fff_ff00), table * 512 + 40);
        }
        assertThat(Oracle.require("qemu-img").ask("check", image).status()).isNotZero();
        try (DiskImage disk = open(image)) {
            assertThat(disk.check().corruptions()).isEqualTo(2); // and the redundant table differs
        }
    }
}
