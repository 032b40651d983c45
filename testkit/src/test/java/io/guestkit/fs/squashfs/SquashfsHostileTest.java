package io.guestkit.fs.squashfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Good file systems in which fields are set to what no tool would write; most of them without compression before it. */
@Tag("oracle")
class SquashfsHostileTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> COMPRESSIONS = List.of("gzip", "xz", "lzma", "lzo", "lz4", "zstd");

    @TempDir
    static Path scratch;

    private static byte[] plain = {};
    private static final Map<String, byte[]> COMPRESSED = new TreeMap<>();

    @BeforeAll
    static void make() throws Exception {
        Oracle mksquashfs = Oracle.require("mksquashfs");
        Path tree = scratch.resolve("tree");
        Files.createDirectories(tree.resolve("dir/sub"));
        Files.write(tree.resolve("dir/file"), new byte[100_000]);
        Files.writeString(tree.resolve("dir/text"), "the quick brown fox\n".repeat(1000));
        Files.writeString(tree.resolve("small"), "small");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("x".repeat(100)));
        for (int i = 0; i < 300; i++) {
            Files.writeString(tree.resolve("dir/sub/a-file-with-a-longer-name-" + i), "x");
        }
        Files.setAttribute(tree.resolve("small"), "user:comment", ByteBuffer.wrap("hello".getBytes()));
        plain = made(mksquashfs, tree, "plain", "-noI", "-noD", "-noF", "-noX", "-noId");
        for (String compression : COMPRESSIONS) {
            COMPRESSED.put(compression, made(mksquashfs, tree, compression, "-comp", compression));
        }
    }

    private static byte[] made(Oracle mksquashfs, Path tree, String name, String... options) throws IOException {
        Path file = scratch.resolve(name);
        List<Object> arguments = new java.util.ArrayList<>(List.of(tree, file, "-no-progress", "-quiet", "-b", "16K"));
        arguments.addAll(List.of((Object[]) options));
        mksquashfs.run(arguments.toArray());
        return Files.readAllBytes(file);
    }

    @Test
    @Proves(
            area = "SquashFS",
            feature = "every field of the superblock at its extremes",
            verdict = "read or refused, in bounded time and memory",
            referee = "mksquashfs made the original")
    void everyFieldOfTheSuperblockAtItsExtremes() {
        long[] values = {0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL};
        for (int offset = 0; offset < Superblock.LENGTH; offset += 2) {
            for (int width : new int[] {2, 4, 8}) {
                for (long value : values) {
                    byte[] bytes = plain.clone();
                    ByteBuffer superblock = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                    switch (width) {
                        case 2 -> superblock.putShort(offset, (short) value);
                        case 4 -> superblock.putInt(offset, (int) value);
                        default -> superblock.putLong(offset, value << 31);
                    }
                    survives(bytes, "superblock +0x%x, %d bytes: %d".formatted(offset, width, value));
                }
            }
        }
    }

    /** Where the inodes, directories and tables stand, which nothing compresses. */
    @Test
    @Proves(
            area = "SquashFS",
            feature = "every field of inodes, directories, fragments and attributes at its extremes",
            verdict = "read or refused, in bounded time and memory",
            referee = "mksquashfs made the original")
    void everyFieldOfTheMetadataAtItsExtremes() {
        int[] values = {0, 1, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff};
        int start = (int) ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).getLong(0x40);
        Random random = new Random(20260102);
        for (int round = 0; round < 1500; round++) {
            byte[] bytes = plain.clone();
            StringBuilder what = new StringBuilder();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = start + random.nextInt(bytes.length - 4 - start);
                int value = values[random.nextInt(values.length)];
                ByteBuffer field = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                if (random.nextBoolean()) {
                    field.putShort(at, (short) value);
                } else {
                    field.putInt(at, value);
                }
                what.append(" +0x").append(Integer.toHexString(at)).append('=').append(value);
            }
            survives(bytes, what.toString());
        }
    }

    @Test
    void bytesOfCompressedBlocks() {
        Random random = new Random(20260103);
        for (int round = 0; round < 900; round++) {
            String compression = COMPRESSIONS.get(round % COMPRESSIONS.size());
            byte[] bytes = COMPRESSED.get(compression).clone();
            StringBuilder what = new StringBuilder(compression);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = Superblock.LENGTH + random.nextInt(bytes.length - Superblock.LENGTH);
                bytes[at] = (byte) random.nextInt(256);
                what.append(" +0x").append(Integer.toHexString(at));
            }
            survives(bytes, what.toString());
        }
    }

    @Test
    void everyCut() {
        byte[] image = COMPRESSED.get("gzip");
        for (int length = 0; length < image.length; length += 61) {
            survives(Arrays.copyOf(image, length), "cut to " + length);
        }
    }

    @Test
    void theImagesAreFineAsTheyAre() throws IOException {
        for (byte[] image : COMPRESSED.values()) {
            HostileWalk.Result result = HostileWalk.of(SquashfsDriver.INSTANCE.open(new BytesSource(image)));
            assertThat(result).isEqualTo(new HostileWalk.Result(307, 0));
        }
    }

    private static void survives(byte[] bytes, String what) {
        BytesSource volume = new BytesSource(bytes);
        try {
            Optional<IOException> refusal = Bounded.run(SOON, () -> {
                if (SquashfsDriver.INSTANCE.detect(volume).isPresent()) {
                    HostileWalk.of(SquashfsDriver.INSTANCE.open(volume));
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }
}
