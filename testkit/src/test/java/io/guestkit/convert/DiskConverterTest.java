package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a conversion promises beside the right bytes: nothing lost, nothing left, nothing followed that must not be. */
class DiskConverterTest {

    private static final long SIZE = 20 << 20;

    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeEach
    void makeSource() throws IOException {
        source = SampleDisk.make(folder.resolve("source.raw"), SIZE);
        output = folder.resolve("output.qcow2");
    }

    private Conversion.Builder conversion() {
        return Conversion.of(source, output, DiskFormat.QCOW2).engine(Engine.NATIVE);
    }

    private static ConversionResult run(Conversion.Builder conversion) throws IOException {
        return new DiskConverter(1).convert(conversion.build());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theResultTellsWhatWasMade() throws Exception {
        ConversionResult result = run(conversion().verify(true));
        assertThat(result.sourceFormat()).isEqualTo(DiskFormat.RAW);
        assertThat(result.format()).isEqualTo(DiskFormat.QCOW2);
        assertThat(result.virtualSize()).isEqualTo(SIZE);
        assertThat(result.outputSize()).isEqualTo(Files.size(output)).isLessThan(4 << 20);
        assertThat(result.files()).containsExactly(output.toRealPath());
        assertThat(result.engine()).isEqualTo(Engine.NATIVE);
        assertThat(result.contentHash())
                .hasValueSatisfying(hash -> assertThat(hash).hasSize(64));
        assertThat(names()).containsExactly("output.qcow2", "source.raw");
    }

    @Test
    void theShortFormConvertsToo() throws Exception {
        ConversionResult result = new DiskConverter().convert(source, output, DiskFormat.QCOW2, true, true);
        assertThat(result.outputSize()).isLessThan(2 << 20);
        assertThat(new DiskConverter().detectFormat(output)).isEqualTo(DiskFormat.QCOW2);
        assertThat(new DiskConverter().info(output).virtualSize()).isEqualTo(SIZE);
    }

    @Test
    void theContentHashIsTheSameInEveryFormatAndForLongerZeros() throws Exception {
        run(conversion().compression(Compression.ZLIB));
        Path longer = folder.resolve("longer.raw");
        Files.copy(source, longer);
        try (RandomAccessFile file = new RandomAccessFile(longer.toFile(), "rw")) {
            file.setLength(SIZE + 123_456);
        }
        String hash = hash(source);
        assertThat(hash(output)).isEqualTo(hash);
        assertThat(hash(longer)).isEqualTo(hash);
        try (RandomAccessFile file = new RandomAccessFile(longer.toFile(), "rw")) {
            file.seek(SIZE + 100_000);
            file.write(1);
        }
        assertThat(hash(longer)).isNotEqualTo(hash);
    }

    private static String hash(Path path) throws IOException {
        try (DiskImage image = Disks.openImage(path, OpenOptions.DEFAULT)) {
            return ContentHash.of(image, Progress.NONE, new Cancellation());
        }
    }

    @Test
    void aComparisonFindsTheFirstByteThatDiffers() throws Exception {
        Path other = folder.resolve("other.raw");
        for (long at : new long[] {0, 300_000, 5 << 20, SIZE - 1}) {
            Files.deleteIfExists(other);
            Files.copy(source, other);
            try (RandomAccessFile file = new RandomAccessFile(other.toFile(), "rw")) {
                file.seek(at);
                int old = file.read();
                file.seek(at);
                file.write(old ^ 0x40);
                file.seek(SIZE - 1);
                file.write(0x99);
            }
            try (DiskImage one = Disks.openImage(source, OpenOptions.DEFAULT);
                    DiskImage two = Disks.openImage(other, OpenOptions.DEFAULT)) {
                Comparison comparison = Comparison.of(one, two, ConversionProgress.NONE, new Cancellation());
                assertThat(comparison.isSameContent()).isFalse();
                assertThat(comparison.firstDifference().getAsLong()).isEqualTo(at);
            }
        }
    }

    @Test
    void whatIsThereIsReplacedOnlyIfAsked() throws Exception {
        Files.writeString(output, "mine");
        assertThatThrownBy(() -> run(conversion())).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(output).hasContent("mine");
        run(conversion().replace(true));
        assertThat(new DiskConverter().detectFormat(output)).isEqualTo(DiskFormat.QCOW2);
    }

    @Test
    void theSourceIsNeverReplaced() throws Exception {
        byte[] before = Files.readAllBytes(source);
        Conversion.Builder onItself =
                Conversion.of(source, source, DiskFormat.QCOW2).replace(true).engine(Engine.NATIVE);
        assertThatThrownBy(() -> run(onItself))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("part of the source");
        Path link = Files.createSymbolicLink(folder.resolve("link.qcow2"), source);
        Conversion.Builder throughLink =
                Conversion.of(source, link, DiskFormat.QCOW2).replace(true).engine(Engine.NATIVE);
        assertThatThrownBy(() -> run(throughLink)).hasMessageContaining("part of the source");
        run(conversion());
        ImageCreation.overlay(
                folder.resolve("top.qcow2"),
                DiskFormat.QCOW2,
                "source.raw",
                OpenOptions.DEFAULT,
                java.util.OptionalLong.empty(),
                io.guestkit.image.FormatOptions.NONE,
                false);
        Conversion.Builder onBacking = Conversion.of(folder.resolve("top.qcow2"), source, DiskFormat.QCOW2)
                .replace(true)
                .engine(Engine.NATIVE);
        assertThatThrownBy(() -> run(onBacking)).hasMessageContaining("part of the source");
        assertThat(Files.readAllBytes(source)).isEqualTo(before);
    }

    @Test
    void cancellingLeavesNothing() throws Exception {
        Cancellation cancellation = new Cancellation();
        List<ConversionProgress.Update> seen = new ArrayList<>();
        cancellation.request();
        assertThatThrownBy(() -> run(conversion().cancellation(cancellation).progress(seen::add)))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(names()).containsExactly("source.raw");
    }

    @Test
    void aFutureThatIsCancelledLeavesNothing() throws Exception {
        CompletableFuture<ConversionResult> future = new DiskConverter(1)
                .convertAsync(conversion().compression(Compression.ZLIB).build());
        future.cancel(true);
        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        for (int i = 0; i < 200 && names().size() > 1; i++) {
            Thread.sleep(50); // it stops at the next piece; or it was over before
        }
        assertThat(names()).isIn(List.of("source.raw"), List.of("output.qcow2", "source.raw"));
    }

    @Test
    void anInterruptStopsItAndIsKept() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> run(conversion())).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(names()).containsExactly("source.raw");
    }

    @Test
    void manyRunAtOnceUnderOneBound() throws Exception {
        DiskConverter converter = new DiskConverter(2);
        List<CompletableFuture<ConversionResult>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(converter.convertAsync(Conversion.of(source, folder.resolve(i + ".qcow2"), DiskFormat.QCOW2)
                    .verify(true)
                    .build()));
        }
        List<String> hashes = new ArrayList<>();
        for (CompletableFuture<ConversionResult> each : all) {
            hashes.add(each.join().contentHash().orElseThrow());
        }
        assertThat(hashes).hasSize(8).containsOnly(hash(source));
    }

    @Test
    void progressEndsWithAll() throws Exception {
        List<ConversionProgress.Update> seen = new ArrayList<>();
        run(conversion().verify(true).progress(seen::add));
        assertThat(seen).last().satisfies(last -> {
            assertThat(last.stage()).isEqualTo(ConversionProgress.Stage.VERIFY);
            assertThat(last.fraction()).isEqualTo(1);
        });
        assertThat(seen)
                .filteredOn(update -> update.stage() == ConversionProgress.Stage.COPY)
                .last()
                .satisfies(last -> assertThat(last.done()).isEqualTo(SIZE));
    }

    @Test
    void whatCannotBeReadLeavesTheOldFile() throws Exception {
        Path image = folder.resolve("image.qcow2");
        run(Conversion.of(source, image, DiskFormat.QCOW2).engine(Engine.NATIVE));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(Files.size(image) / 2);
        }
        Path old = folder.resolve("old.raw");
        Files.writeString(old, "old");
        assertThatThrownBy(() -> run(
                        Conversion.of(image, old, DiskFormat.RAW).replace(true).engine(Engine.NATIVE)))
                .isInstanceOf(CorruptDataException.class);
        assertThat(old).hasContent("old");
        assertThat(names()).containsExactly("image.qcow2", "old.raw", "source.raw");
    }

    @Test
    void aSourceThatShrinksMeanwhileIsNoticed() throws Exception {
        Conversion.Builder conversion = conversion().progress(update -> {
            try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(1000);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        // the first update comes after 100 ms or at the end, so what happens depends on the machine; nothing may be
        // half
        try {
            run(conversion.verify(true));
            assertThat(output).exists();
        } catch (IOException e) {
            assertThat(output).doesNotExist();
        }
        assertThat(names()).doesNotContain(".output.qcow2");
    }

    @Test
    void wrongWishesAreRefusedByName() {
        assertThatThrownBy(() -> run(conversion().options(java.util.Map.of("cluster_size", "3k"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cluster_size");
        assertThatThrownBy(() -> run(conversion().options(java.util.Map.of("clustersize", "4k"))))
                .hasMessageContaining("has no option clustersize");
        assertThatThrownBy(() -> run(Conversion.of(source, output, DiskFormat.RAW)
                        .compression(Compression.ZLIB)
                        .engine(Engine.NATIVE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> run(Conversion.of(source, output, DiskFormat.DMG).engine(Engine.NATIVE)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("qcow2");
        assertThatThrownBy(() -> run(Conversion.of(folder.resolve("none"), output, DiskFormat.RAW)))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> run(Conversion.of(source, folder.resolve("no/where"), DiskFormat.RAW)))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(
                        () -> run(Conversion.of(source, folder, DiskFormat.RAW).replace(true)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("no regular file");
        assertThat(output).doesNotExist();
    }

    @Test
    void anImageThatNamesAForeignFileIsRefused() throws Exception {
        Path descriptor = folder.resolve("hostile.vmdk");
        Files.writeString(descriptor, """
                # Disk DescriptorFile
                version=1
                CID=fffffffe
                parentCID=ffffffff
                createType="monolithicFlat"
                RW 2 FLAT "/etc/shadow" 0
                """);
        for (Engine engine : Engine.values()) {
            assertThatThrownBy(() -> run(Conversion.of(descriptor, folder.resolve("out.raw"), DiskFormat.RAW)
                            .engine(engine)))
                    .isInstanceOfAny(AccessDeniedException.class, IOException.class)
                    .hasMessageNotContaining("root:");
            assertThat(folder.resolve("out.raw")).doesNotExist();
        }
    }

    @Test
    @Tag("oracle")
    @Proves(
            area = "engine qemu-img",
            feature = "every conversion, with qemu-img's own progress and errors",
            verdict = "converted",
            referee = "qemu-img compare")
    void theOtherEngineDoesTheSame() throws Exception {
        Oracle.require("qemu-img");
        List<ConversionProgress.Update> seen = new ArrayList<>();
        ConversionResult result = run(conversion()
                .engine(Engine.QEMU_IMG)
                .verify(true)
                .progress(seen::add)
                .compression(Compression.ZSTD));
        assertThat(result.engine()).isEqualTo(Engine.QEMU_IMG);
        assertThat(result.contentHash()).hasValue(hash(source));
        assertThat(seen).isNotEmpty();
        assertThat(names()).containsExactly("output.qcow2", "source.raw");
        Conversion.Builder wrong = Conversion.of(source, folder.resolve("other.qcow2"), DiskFormat.QCOW2)
                .engine(Engine.QEMU_IMG)
                .options(java.util.Map.of("cluster_size", "3"));
        assertThatThrownBy(() -> run(wrong))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("luster size");
        assertThat(names()).containsExactly("output.qcow2", "source.raw");
    }

    @Test
    @Tag("oracle")
    @Proves(
            area = "engine qemu-img",
            feature = "formats that are not read natively (qcow, qed, parallels)",
            verdict = "converted by qemu-img, and said so",
            referee = "qemu-img compare")
    void whatIsNotReadHereIsLeftToTheOtherEngine() throws Exception {
        for (String format : new String[] {"qcow", "qed", "parallels"}) {
            Path foreign = folder.resolve("foreign." + format);
            Oracle.require("qemu-img").run("convert", "-f", "raw", "-O", format, source, foreign);
            assertThatThrownBy(() ->
                            run(Conversion.of(foreign, output, DiskFormat.QCOW2).engine(Engine.NATIVE)))
                    .isInstanceOf(UnsupportedFeatureException.class);
            ConversionResult result = run(Conversion.of(foreign, output, DiskFormat.QCOW2)
                    .replace(true)
                    .verify(true));
            assertThat(result.engine()).isEqualTo(Engine.QEMU_IMG);
            assertThat(result.warnings()).hasSize(1);
            assertThat(hash(output)).isEqualTo(hash(source));
        }
        Path overlay = folder.resolve("overlay.qcow");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qcow", "-F", "raw", "-b", "/etc/passwd", overlay);
        assertThatThrownBy(() -> run(Conversion.of(overlay, folder.resolve("no.raw"), DiskFormat.RAW)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("backing file");
    }

    @Test
    @Tag("oracle")
    @Proves(
            area = "converter",
            feature = "a full disk",
            verdict = "nothing is left, the cause is named",
            referee = "a tmpfs of 1 MiB")
    void aFullDiskLeavesNothing() throws Exception {
        Oracle.requireRoot();
        Path small = Files.createDirectory(folder.resolve("small"));
        Oracle.require("mount").run("-t", "tmpfs", "-o", "size=1m", "tmpfs", small);
        try {
            Path there = small.resolve("disk.qcow2");
            assertThatThrownBy(() ->
                            run(Conversion.of(source, there, DiskFormat.QCOW2).engine(Engine.NATIVE)))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("disk.qcow2")
                    .hasMessageContaining("No space left");
            try (Stream<Path> left = Files.list(small)) {
                assertThat(left).isEmpty();
            }
        } finally {
            Oracle.require("umount").run(small);
        }
    }

    @Test
    @Tag("oracle")
    @Proves(
            area = "raw",
            feature = "raw to raw on a file system that shares blocks",
            verdict = "cloned",
            referee = "btrfs, through filefrag")
    void aCopyOnTheSameFileSystemSharesItsBlocks() throws Exception {
        Oracle.requireRoot();
        Path disk = folder.resolve("btrfs.img");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(200 << 20);
        }
        Oracle.require("mkfs.btrfs").run("-q", disk);
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Oracle.require("mount").run("-o", "loop", disk, mount);
        try {
            Path one = SampleDisk.make(mount.resolve("one.raw"), SIZE);
            Path two = mount.resolve("two.raw");
            run(Conversion.of(one, two, DiskFormat.RAW).engine(Engine.NATIVE).verify(true));
            Oracle.require("cmp").run(one, two);
            assertThat(Oracle.require("filefrag").run("-v", two).text()).contains("shared");
        } finally {
            Oracle.require("umount").run(mount);
        }
    }

    @Test
    @Tag("oracle")
    @Proves(area = "raw", feature = "preallocation falloc and full", verdict = "written", referee = "stat, cmp")
    void preallocationTakesItsRoom() throws Exception {
        for (String how : new String[] {"falloc", "full"}) {
            Path raw = folder.resolve(how + ".raw");
            run(Conversion.of(source, raw, DiskFormat.RAW)
                    .options(java.util.Map.of("preallocation", how))
                    .engine(Engine.NATIVE));
            Oracle.require("cmp").run(source, raw);
            long blocks = Long.parseLong(
                    Oracle.require("stat").run("-c", "%b", raw).text().strip());
            assertThat(blocks * 512).as(how).isGreaterThanOrEqualTo(SIZE);
        }
        Path sparse = folder.resolve("sparse.raw");
        run(Conversion.of(source, sparse, DiskFormat.RAW).engine(Engine.NATIVE));
        long blocks = Long.parseLong(
                Oracle.require("stat").run("-c", "%b", sparse).text().strip());
        assertThat(blocks * 512).isLessThan(2 << 20);
    }
}
