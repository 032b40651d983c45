package io.guestkit.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.Run;
import io.guestkit.io.Extent;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.ZeroSource;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape that QEMU writes, against what qemu-img says of it. The recipe says what the shapes are. */
@Tag("oracle")
@Proves(
        area = "qcow2",
        feature = "versions 2 and 3, clusters of 512 bytes to 2 MiB, refcounts of 1 to 64 bits",
        referee = "qemu-img")
@Proves(area = "qcow2", feature = "zlib and zstd compression", referee = "qemu-img")
@Proves(area = "qcow2", feature = "zero clusters, extended L2 entries (subclusters)", referee = "qemu-img")
@Proves(area = "qcow2", feature = "external data file, data-file-raw", referee = "qemu-img")
@Proves(area = "qcow2", feature = "backing chains, raw or qcow2 below, shorter or longer", referee = "qemu-img")
@Proves(area = "qcow2", feature = "internal snapshots by id or name; bitmaps listed", referee = "qemu-img")
@Proves(area = "qcow2", feature = "dirty and corrupt images", verdict = "read, with a warning", referee = "qemu-img")
class Qcow2OracleTest {

    /** Odd, so that reads start and end everywhere. */
    private static final int CHUNK = 3_000_001;

    private static Path fixtures() {
        return Fixtures.of("qcow2-variants");
    }

    static Stream<String> withContent() throws IOException {
        return named(".sha256", 1);
    }

    static Stream<String> withMap() throws IOException {
        return named(".map.json", 2);
    }

    private static Stream<String> named(String suffix, int dots) throws IOException {
        try (Stream<Path> files = Files.list(fixtures())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix)
                            && name.chars().filter(c -> c == '.').count() == dots)
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static DiskImage open(String name) throws IOException {
        return Disks.openImage(fixtures().resolve(name + ".qcow2"), OpenOptions.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("withContent")
    void theGuestSeesTheSameBytes(String name) throws Exception {
        try (DiskImage image = open(name)) {
            assertThat(sha256(image, image.size())).isEqualTo(answer(name + ".sha256"));
        }
    }

    @ParameterizedTest
    @MethodSource("withMap")
    void theMapIsTheSame(String name) throws Exception {
        try (DiskImage image = open(name)) {
            for (Object each : Json.array(Json.read(fixtures().resolve(name + ".map.json")))) {
                compare(image, Json.object(each));
            }
        }
    }

    /** One entry of QEMU's map, which may look less deep, or deeper, for zeros: into holes of the file itself. */
    private static void compare(DiskImage image, Map<String, Object> theirs) throws IOException {
        long start = (long) theirs.get("start");
        long end = start + (long) theirs.get("length");
        boolean readsAsZeros = (boolean) theirs.get("zero");
        for (long at = start; at < end; ) {
            Extent extent = image.extent(at, end - at);
            if (!readsAsZeros && extent.kind() != Extent.Kind.DATA) {
                // QEMU does not always look for holes of the file; what we say of them has to be true
                int length = (int) Math.min(extent.length(), 1 << 20);
                assertThat(image.readBytes(at, length))
                        .as("extent %s within %s", extent, theirs)
                        .containsOnly(0);
            }
            Run run = image.run(at, extent.length());
            if (run instanceof Run.Data data
                    && Objects.equals(theirs.get("depth"), 0L)
                    && theirs.containsKey("offset")) {
                assertThat(data.fileOffset())
                        .as("%s within %s", run, theirs)
                        .isEqualTo((long) theirs.get("offset") + at - start);
            }
            at = run.end();
        }
    }

    @ParameterizedTest
    @MethodSource("withMap")
    void theFactsAreTheSame(String name) throws Exception {
        Map<String, Object> theirs = Json.object(Json.read(fixtures().resolve(name + ".info.json")));
        try (DiskImage image = open(name)) {
            ImageInfo ours = image.info();
            assertThat(ours.virtualSize()).isEqualTo(theirs.get("virtual-size"));
            assertThat(ours.clusterSize()).hasValue((long) theirs.get("cluster-size"));
            assertThat(ours.dirty()).isEqualTo(theirs.get("dirty-flag"));
            assertThat(ours.backingFile()).isEqualTo(Optional.ofNullable(theirs.get("backing-filename")));
            Map<String, Object> details =
                    Json.object(Json.object(theirs.get("format-specific")).get("data"));
            ours.details()
                    .forEach((key, value) ->
                            assertThat(String.valueOf(value)).as(key).isEqualTo(String.valueOf(details.get(key))));
            assertThat(ours.details().keySet()).containsAll(details.keySet());
            List<Object> snapshots = theirs.containsKey("snapshots") ? Json.array(theirs.get("snapshots")) : List.of();
            assertThat(ours.snapshots())
                    .extracting(ImageInfo.Snapshot::name)
                    .isEqualTo(snapshots.stream()
                            .map(s -> Json.object(s).get("name"))
                            .toList());
        }
    }

    @Test
    void snapshotsShowTheDiskAsItWas() throws Exception {
        int compared = 0;
        for (String both : named(".sha256", 2).toList()) {
            String name = both.substring(0, both.indexOf('.'));
            String snapshot = both.substring(both.indexOf('.') + 1);
            Path file = fixtures().resolve(name + ".qcow2");
            try (DiskImage image = Disks.openImage(file, OpenOptions.DEFAULT.withSnapshot(snapshot))) {
                // qemu-img shows a snapshot at the size that the disk has now, with zeros behind its end
                try (DiskImage now = open(name)) {
                    assertThat(sha256(image, now.size())).as(both).isEqualTo(answer(both + ".sha256"));
                }
            }
            compared++;
        }
        assertThat(compared).isPositive();
    }

    @Test
    @Proves(
            area = "qcow2",
            feature = "LUKS without its key, and legacy AES encryption",
            verdict = "information; reading refused by name",
            referee = "qemu-img")
    void lockedImagesTellWhatTheyAre() throws Exception {
        try (DiskImage luks = open("locked-luks")) {
            assertThat(luks.info().encryption()).contains("luks");
            assertThatThrownBy(() -> luks.readBytes(0, 1)).isInstanceOf(KeyRequiredException.class);
        }
        try (DiskImage aes = open("locked-aes")) {
            assertThat(aes.info().encryption()).contains("aes");
            assertThatThrownBy(() -> aes.readBytes(0, 1)).isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    private static String answer(String file) throws IOException {
        return Files.readString(fixtures().resolve(file)).trim();
    }

    /** Of the image, with zeros behind it up to {@code size}. */
    private static String sha256(DiskImage image, long size) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long at = 0; at < image.size(); at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, image.size() - at));
            image.read(at, chunk);
            digest.update(chunk.flip());
        }
        for (long at = image.size(); at < size; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, size - at));
            new ZeroSource(size).read(at, chunk);
            digest.update(chunk.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
