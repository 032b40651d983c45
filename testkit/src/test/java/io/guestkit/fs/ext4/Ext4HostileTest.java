package io.guestkit.fs.ext4;

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
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A good file system in which fields are set to what no tool would write, checksums made right again. */
@Tag("oracle")
class Ext4HostileTest {

    private static final int SUPERBLOCK = 1024;
    private static final int CHECKSUM = 0x3fc;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long HEAP = 512L << 20;

    @TempDir
    static Path scratch;

    private static byte[] image = {};

    @BeforeAll
    static void make() throws Exception {
        Path tree = scratch.resolve("tree");
        Files.createDirectories(tree.resolve("dir/sub"));
        Files.write(tree.resolve("dir/file"), new byte[100_000]);
        Files.writeString(tree.resolve("small"), "small");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("x".repeat(100)));
        for (int i = 0; i < 300; i++) {
            Files.writeString(tree.resolve("dir/sub/a-file-with-a-longer-name-" + i), "x");
        }
        Path file = scratch.resolve("image");
        Oracle.require("mke2fs")
                .run(
                        "-q",
                        "-t",
                        "ext4",
                        "-b",
                        "1024",
                        "-O",
                        "inline_data,metadata_csum",
                        "-J",
                        "size=1",
                        "-d",
                        tree,
                        file,
                        "4M");
        image = Files.readAllBytes(file);
    }

    @Test
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "every field of the superblock at its extremes",
            verdict = "read or refused, in bounded time and memory",
            referee = "mke2fs made the original")
    void everyFieldOfTheSuperblockAtItsExtremes() {
        long[] values = {0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL};
        for (int offset = 0; offset < CHECKSUM; offset += 2) {
            for (int width : new int[] {2, 4}) {
                for (long value : values) {
                    byte[] bytes = image.clone();
                    ByteBuffer superblock = superblock(bytes);
                    if (width == 2) {
                        superblock.putShort(offset, (short) value);
                    } else {
                        superblock.putInt(offset, (int) value);
                    }
                    survives(seal(bytes), "superblock +0x%x, %d bytes: %d".formatted(offset, width, value));
                }
            }
        }
    }

    @Test
    void bytesAnywhereElse() {
        Random random = new Random(20260101);
        for (int round = 0; round < 1500; round++) {
            byte[] bytes = image.clone();
            StringBuilder what = new StringBuilder();
            for (int i = random.nextInt(8); i >= 0; i--) {
                // the first half MiB has all tables; the superblock keeps its checksum, the others mostly lose theirs
                int at = random.nextInt(512 << 10);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
                what.append(" +0x").append(Integer.toHexString(at));
            }
            if (random.nextBoolean()) {
                // without metadata_csum nothing stands between the damage and the reader
                ByteBuffer superblock = superblock(bytes);
                superblock.putInt(0x64, superblock.getInt(0x64) & ~0x400);
            }
            survives(seal(bytes), "bytes at" + what);
        }
    }

    @Test
    void everyCut() {
        for (int length = 0; length < image.length; length += 10_007) {
            survives(java.util.Arrays.copyOf(image, length), "cut to " + length);
        }
    }

    private static void survives(byte[] bytes, String what) {
        BytesSource volume = new BytesSource(bytes);
        try {
            Optional<IOException> refusal = Bounded.run(SOON, HEAP, () -> {
                if (Ext4Driver.INSTANCE.detect(volume).isPresent()) {
                    HostileWalk.of(Ext4Driver.INSTANCE.open(volume));
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }

    private static ByteBuffer superblock(byte[] bytes) {
        return ByteBuffer.wrap(bytes, SUPERBLOCK, 1024).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** crc32c with all bits set before and none inverted after, as e2fsprogs computes it. */
    private static byte[] seal(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, SUPERBLOCK, CHECKSUM);
        superblock(bytes).putInt(CHECKSUM, (int) ~crc.getValue());
        return bytes;
    }
}
