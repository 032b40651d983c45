package io.guestkit.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a check finds, against what {@code qemu-img check} finds in the same image. */
@Tag("oracle")
@Proves(
        area = "qcow2",
        feature = "check: refcounts too high or too low, the flag COPIED, what lies outside of the file",
        verdict = "as qemu-img check has it",
        referee = "qemu-img check")
class Qcow2CheckOracleTest {

    @TempDir
    Path folder;

    static List<Path> images() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.of("qcow2-variants"))) {
            return files.filter(file -> file.toString().endsWith(".qcow2"))
                    .filter(file -> !file.getFileName().toString().startsWith("locked-"))
                    // names of backing files that lead in circles, which keep qemu-img busy for minutes
                    .filter(file -> !file.getFileName().toString().startsWith("broken-"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void theCountsAreTheSame(Path image) throws Exception {
        assertSame(image);
    }

    /** Writes one word somewhere into a sound image. */
    @ParameterizedTest
    @CsvSource({
        "refcount 2 of the header, refcount, 0, 2",
        "refcount 0 of a cluster in use, refcount, 3, 0",
        "L2 entry that names a cluster twice, l2, 1, 1",
        "L2 entry behind the end of the file, l2, 1, 4096",
        "L2 entry that names the header, l2, 1, 0x0",
        "L2 entry that names no whole cluster, l2-odd, 1, 5",
        "L2 entry without COPIED, l2-shared, 1, 5",
        "L1 entry behind the end of the file, l1, 0, 4096",
        "L1 entry that names the refcount table, l1, 0, 1"
    })
    void eachFaultIsFound(String what, String where, int index, String value) throws Exception {
        Path image = folder.resolve("broken.qcow2");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qcow2", image, "8M");
        Oracle.require("qemu-io").run("-c", "write -P 1 0 1M", "-c", "write -P 2 5M 200k", image);
        long number = Long.decode(value);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            long l1 = at(file, 0x28);
            long l2 = at(file, l1) & 0x00ff_ffff_ffff_fe00L;
            long block = at(file, at(file, 0x30));
            long copied = 1L << 63;
            switch (where) {
                case "refcount" -> {
                    file.seek(block + 2L * index);
                    file.writeShort((int) number);
                }
                case "l1" -> write(file, l1 + 8L * index, copied | number << 16);
                case "l2" -> write(file, l2 + 8L * index, copied | (number << 16) + (number == 1 ? 0x40000 : 0));
                case "l2-odd" -> write(file, l2 + 8L * index, copied | number << 16 | 0x200);
                case "l2-shared" -> write(file, l2 + 8L * index, at(file, l2 + 8L * index) & ~copied);
                default -> throw new IllegalArgumentException(where);
            }
        }
        CheckReport report = assertSame(image);
        assertThat(report.isClean()).as(what).isFalse();
        assertThat(report.findings()).isNotEmpty();
    }

    private static long at(RandomAccessFile file, long offset) throws IOException {
        file.seek(offset);
        return file.readLong();
    }

    private static void write(RandomAccessFile file, long offset, long word) throws IOException {
        file.seek(offset);
        file.writeLong(word);
    }

    private static CheckReport assertSame(Path path) throws IOException {
        Oracle.Answer answer = Oracle.require("qemu-img").ask("check", "-f", "qcow2", "--output=json", path);
        OpenOptions options = OpenOptions.DEFAULT.withFormat(DiskFormat.QCOW2);
        if (answer.text().isBlank()) { // QEMU opens it not at all
            return new CheckReport.Builder().build();
        }
        Map<String, Object> theirs = Json.object(Json.parse(answer.text()));
        try (DiskImage image = Disks.openImage(path, options)) {
            CheckReport ours = image.check();
            String found = path + ": " + ours.findings() + " and " + theirs;
            assertThat(ours.corruptions() > 0).as(found).isEqualTo(count(theirs, "corruptions") > 0);
            if (ours.corruptions() == 0) {
                assertThat(ours.leaks()).as(found).isEqualTo(count(theirs, "leaks"));
                assertThat(ours.allocatedUnits()).as(found).isEqualTo(count(theirs, "allocated-clusters"));
                assertThat(ours.compressedUnits()).as(found).isEqualTo(count(theirs, "compressed-clusters"));
                assertThat(ours.fragmentedUnits()).as(found).isEqualTo(count(theirs, "fragmented-clusters"));
                assertThat(ours.totalUnits()).as(found).isEqualTo(count(theirs, "total-clusters"));
                assertThat(ours.imageEnd().getAsLong()).as(found).isEqualTo(count(theirs, "image-end-offset"));
            }
            return ours;
        }
    }

    private static long count(Map<String, Object> facts, String key) {
        return facts.get(key) instanceof Long number ? number : 0;
    }
}
