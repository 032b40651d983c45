package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.io.BytesSource;
import io.guestkit.io.Extent;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tests of VHD, VHDX and VDI share: the images of the recipe {@code block-images} and the answers beside them. */
public final class BlockImages {

    /** Odd, so that reads start and end everywhere. */
    private static final int CHUNK = 3_000_001;

    private static final int MOST_AT_ONCE = 256 << 20;
    private static final int MAX_FUZZED_READ = 1 << 20;
    private static final int MAX_FUZZED_RUNS = 10_000;

    private BlockImages() {}

    /** The folder of the images. */
    public static Path folder() {
        return Fixtures.of("block-images");
    }

    /** Names of the images of a format, such as {@code vhd}, beside which an answer of that kind stands. */
    public static Stream<String> withAnswer(String format, String answer) throws IOException {
        String suffix = "." + format + "." + answer;
        try (Stream<Path> files = Files.list(folder())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - answer.length() - 1))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Opens one of the images; those of fixed VHDs are recognised without being named. */
    public static DiskImage open(String name) throws IOException {
        return Disks.openImage(folder().resolve(name), OpenOptions.DEFAULT);
    }

    /** Compares what the guest sees, read in chunks and in one go, with the hash beside the image. */
    public static void assertContent(String name) throws Exception {
        String expected = Files.readString(folder().resolve(name + ".sha256")).trim();
        try (DiskImage image = open(name)) {
            assertThat(sha256(image, CHUNK)).as("read in chunks").isEqualTo(expected);
            if (image.size() <= MOST_AT_ONCE) {
                assertThat(sha256(image, MOST_AT_ONCE)).as("read in one go").isEqualTo(expected);
            }
        }
    }

    private static String sha256(DiskImage image, int length) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(length, image.size()));
        for (long at = 0; at < image.size(); at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), image.size() - at));
            image.read(at, chunk);
            digest.update(chunk.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Compares with a raw image that qemu-img made, which has holes where there is nothing. */
    public static void assertSame(DiskImage image, Path raw) throws IOException {
        try (FileSource expected = FileSource.open(raw)) {
            assertThat(image.size()).isEqualTo(expected.size());
            for (long at = 0; at < image.size(); ) {
                Extent ours = image.extent(at, image.size() - at);
                Extent theirs = expected.extent(at, ours.length());
                if (ours.kind() == Extent.Kind.DATA || theirs.kind() == Extent.Kind.DATA) {
                    int length = (int) Math.min(theirs.length(), CHUNK);
                    byte[] bytes = image.readBytes(at, length);
                    int differs = Arrays.mismatch(bytes, expected.readBytes(at, length));
                    assertThat(differs)
                            .as("first difference behind byte %d", at)
                            .isEqualTo(-1);
                    at += length;
                } else {
                    at = theirs.end();
                }
            }
        }
    }

    /** Compares with the map beside the image; both look for holes of the file itself, as far as they can. */
    public static void assertMap(String name) throws IOException {
        try (DiskImage image = open(name)) {
            for (Object each : Json.array(Json.read(folder().resolve(name + ".map.json")))) {
                compare(image, Json.object(each));
            }
        }
    }

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
            if (run instanceof Run.Data data && theirs.containsKey("offset")) {
                long offset = (long) theirs.get("offset") + at - start;
                assertThat(data.fileOffset()).as("%s within %s", run, theirs).isEqualTo(offset);
            }
            at = run.end();
        }
    }

    /** Compares with what {@code qemu-img info} says, which is beside the image. */
    public static void assertFacts(String name) throws IOException {
        Map<String, Object> theirs = Json.object(Json.read(folder().resolve(name + ".info.json")));
        try (DiskImage image = open(name)) {
            ImageInfo ours = image.info();
            assertThat(ours.format().id()).isEqualTo(theirs.get("format"));
            assertThat(ours.virtualSize()).isEqualTo(theirs.get("virtual-size"));
            Object clusterSize =
                    ours.clusterSize().isPresent() ? ours.clusterSize().getAsLong() : null;
            assertThat(clusterSize).isEqualTo(theirs.get("cluster-size"));
            assertThat(ours.dirty()).isEqualTo(theirs.get("dirty-flag"));
            assertThat(theirs).doesNotContainKey("format-specific");
        }
    }

    /** An image and what it has to contain, for the contract of block sources. */
    public static BlockSourceContract.Subject subject(String name, byte[] content, Long... boundaries)
            throws IOException {
        return new BlockSourceContract.Subject(
                open(name), content.length, BlockSourceContract.Content.of(content), List.of(boundaries));
    }

    /**
     * Reads any bytes as an image: the first 16 choose where and how much is read, the rest is the file. Only
     * IOExceptions may come of it, and runs that tile the disk.
     */
    public static void readAnything(ImageDriver driver, byte[] input) {
        if (input.length < 16) {
            return;
        }
        ByteBuffer access = ByteBuffer.wrap(input, 0, 16);
        long where = access.getLong() & Long.MAX_VALUE;
        int length = (access.getInt() & Integer.MAX_VALUE) % MAX_FUZZED_READ;
        BytesSource file = new BytesSource(Arrays.copyOfRange(input, 16, input.length));
        try {
            Optional<String> reason = driver.detect(file);
            Objects.requireNonNull(reason);
            try (DiskImage image = driver.open(file, ImageOpener.NONE, ImageOptions.DEFAULT)) {
                if (image.size() > 0) {
                    long position = where % image.size();
                    readRuns(image, position);
                    image.readBytes(position, (int) Math.min(length, image.size() - position));
                }
                image.check();
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    private static void readRuns(DiskImage image, long position) throws IOException {
        int runs = 0;
        for (long at = position; at < image.size() && runs < MAX_FUZZED_RUNS; runs++) {
            Run run = image.run(at, image.size() - at);
            if (run.position() != at || run.length() < 1 || run.end() > image.size()) {
                throw new AssertionError(run + " for " + at + " of " + image.size());
            }
            at = run.end();
        }
    }
}
