package io.guestkit.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.DiskConverter;
import io.guestkit.convert.Engine;
import io.guestkit.convert.SampleDisk;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written, in every shape, against what qemu-img says of it. */
@Tag("oracle")
@Proves(
        area = "qcow2",
        feature = "versions 2 and 3, clusters of 512 bytes to 2 MiB, zlib and zstd, subclusters, preallocated metadata",
        verdict = "written",
        referee = "qemu-img check and compare")
@Proves(
        area = "qcow2",
        feature = "disks of 0 bytes to 8 TiB, of any number of bytes",
        verdict = "written",
        referee = "qemu-img check and compare")
class Qcow2WriterOracleTest {

    private static final long ODD_SIZE = 37 * 1024 * 1024 + 512 * 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cluster_size=512",
                "cluster_size=4k",
                "cluster_size=2M",
                "compat=0.10",
                "compat=0.10,cluster_size=1M",
                "lazy_refcounts=on",
                "extended_l2=on",
                "extended_l2=on,cluster_size=16k",
                "extended_l2=on,cluster_size=2M",
                "preallocation=metadata",
                "preallocation=metadata,cluster_size=512",
                "preallocation=metadata,extended_l2=on"
            })
    void everyShapeIsSound(String options) throws Exception {
        assertSound(SampleDisk.make(folder.resolve("in.raw"), ODD_SIZE), options, Compression.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "ZLIB, ''",
        "ZLIB, cluster_size=512",
        "ZLIB, cluster_size=2M",
        "ZLIB, compat=0.10",
        "ZLIB, 'extended_l2=on,cluster_size=32k'",
        "ZSTD, ''",
        "ZSTD, cluster_size=4k",
        "ZSTD, cluster_size=2M",
        "ZSTD, extended_l2=on"
    })
    void everyCompressionIsSound(Compression compression, String options) throws Exception {
        Path image = assertSound(SampleDisk.make(folder.resolve("in.raw"), ODD_SIZE), options, compression);
        Map<String, Object> check = check(image);
        assertThat((long) check.get("compressed-clusters")).isPositive();
        if (!options.contains("2M")) { // whose five clusters of tables take more
            assertThat(Files.size(image)).isLessThan(2_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 511, 512, 65_535, 65_536, 65_537, 1L << 41, 1L << 43})
    void anySizeIsKeptButForWholeSectors(long size) throws Exception {
        Path image = assertSound(SampleDisk.make(folder.resolve("in.raw"), size), "", Compression.NONE);
        long sectors = (size + 511) / 512 * 512;
        assertThat(info(image).get("virtual-size")).isEqualTo(sectors);
        try (DiskImage own = Disks.openImage(image, OpenOptions.DEFAULT)) {
            assertThat(own.size()).isEqualTo(sectors);
        }
    }

    @Test
    void theFactsAreWhatWasAskedFor() throws Exception {
        Path image = folder.resolve("out.qcow2");
        convert(
                SampleDisk.make(folder.resolve("in.raw"), ODD_SIZE),
                image,
                "cluster_size=128k,extended_l2=on,lazy_refcounts=on",
                Compression.ZSTD);
        Map<String, Object> info = info(image);
        assertThat(info).containsEntry("cluster-size", 131_072L).containsEntry("dirty-flag", false);
        Map<String, Object> data =
                Json.object(Json.object(info.get("format-specific")).get("data"));
        assertThat(data)
                .containsEntry("compat", "1.1")
                .containsEntry("compression-type", "zstd")
                .containsEntry("lazy-refcounts", true)
                .containsEntry("extended-l2", true)
                .containsEntry("refcount-bits", 16L)
                .containsEntry("corrupt", false);
    }

    @Test
    @Proves(
            area = "qcow2",
            feature = "overlays: backing file and its format, zeros that hide it",
            verdict = "written",
            referee = "qemu-img check and compare")
    void anOverlayKeepsItsBackingFile() throws Exception {
        Path base = SampleDisk.make(folder.resolve("base.raw"), ODD_SIZE);
        Path overlay = folder.resolve("overlay.qcow2");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", overlay);
        Oracle.require("qemu-io")
                .run("-c", "write -P 9 1M 70000", "-c", "write -z 0 128k", "-c", "write -z 3M 1M", overlay);
        for (String options :
                new String[] {"", "compat=0.10", "extended_l2=on", "cluster_size=2M", "cluster_size=512"}) {
            Path image = folder.resolve("out.qcow2");
            Conversion conversion = Conversion.of(overlay, image, DiskFormat.QCOW2)
                    .options(map(options))
                    .engine(Engine.NATIVE)
                    .flatten(false)
                    .replace(true)
                    .verify(true)
                    .build();
            new DiskConverter().convert(conversion);
            Oracle.require("qemu-img").run("check", "-q", image);
            Oracle.require("qemu-img").run("compare", "-q", overlay, image);
            assertThat(info(image))
                    .containsEntry("backing-filename", "base.raw")
                    .containsEntry("backing-filename-format", "raw");
            assertThat(Files.size(image)).as(options).isLessThan(20_000_000);
        }
    }

    @Test
    void theSameInputMakesTheSameBytesWithAnyNumberOfThreads() throws Exception {
        Path source = SampleDisk.make(folder.resolve("in.raw"), ODD_SIZE);
        byte[] first = null;
        for (int threads : new int[] {1, 2, 5, 16}) {
            Path image = folder.resolve("out.qcow2");
            Conversion conversion = Conversion.of(source, image, DiskFormat.QCOW2)
                    .compression(Compression.ZLIB)
                    .engine(Engine.NATIVE)
                    .threads(threads)
                    .replace(true)
                    .build();
            new DiskConverter().convert(conversion);
            byte[] bytes = Files.readAllBytes(image);
            if (first == null) {
                first = bytes;
            }
            assertThat(bytes).as("%d threads", threads).isEqualTo(first);
        }
    }

    private Path assertSound(Path source, String options, Compression compression) throws Exception {
        Path image = folder.resolve("out.qcow2");
        convert(source, image, options, compression);
        Map<String, Object> check = check(image);
        assertThat(check).doesNotContainKeys("corruptions", "leaks");
        Oracle.require("qemu-img").run("compare", "-q", "-f", "raw", "-F", "qcow2", source, image);
        return image;
    }

    private static void convert(Path source, Path image, String options, Compression compression) throws Exception {
        Conversion conversion = Conversion.of(source, image, DiskFormat.QCOW2)
                .open(OpenOptions.DEFAULT.withFormat(DiskFormat.RAW))
                .options(map(options))
                .compression(compression)
                .engine(Engine.NATIVE)
                .verify(true)
                .build();
        new DiskConverter().convert(conversion);
    }

    private static Map<String, String> map(String options) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String option : options.split(",")) {
            if (!option.isEmpty()) {
                map.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
            }
        }
        return map;
    }

    private static Map<String, Object> check(Path image) throws Exception {
        return Json.object(Json.parse(
                Oracle.require("qemu-img").run("check", "--output=json", image).text()));
    }

    private static Map<String, Object> info(Path image) throws Exception {
        return Json.object(Json.parse(
                Oracle.require("qemu-img").run("info", "--output=json", image).text()));
    }
}
