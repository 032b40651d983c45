package io.guestkit.fs.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.FileSource;
import io.guestkit.io.PatchedSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Good file systems in which fields are set to what no kernel would write, checksums made right again. */
@Tag("oracle")
@Tag("long")
class XfsHostileTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int SECTOR = 512;
    private static final int BLOCK = 4096;
    private static final long[] EXTREMES = {0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL};
    private static final int LOG_RECORD = 0xfeed_babe;
    private static final int ROUNDS = 1500;

    private static FileSource clean;
    private static FileSource dirty;

    @BeforeAll
    static void open() throws Exception {
        clean = FileSource.open(Fixtures.of("xfs-variants").resolve("xfs.raw"));
        dirty = FileSource.open(Fixtures.of("xfs-variants").resolve("dirty-trees.raw"));
    }

    @AfterAll
    static void close() throws Exception {
        clean.close();
        dirty.close();
    }

    /** A structure with a checksum: where it stands in the volume, and where in it the checksum. */
    private record Sealed(long position, int length, int crc) {

        byte[] seal(byte[] bytes) {
            ByteBuffer words = ByteBuffer.wrap(bytes).putInt(crc, 0);
            CRC32C sum = new CRC32C();
            sum.update(bytes);
            words.putInt(crc, Integer.reverseBytes((int) sum.getValue()));
            return bytes;
        }
    }

    @Test
    @Proves(
            area = "XFS",
            feature = "every field of the superblock at its extremes",
            verdict = "read or refused, in bounded time and memory",
            referee = "mkfs.xfs made the original")
    void everyFieldOfTheSuperblockAtItsExtremes() throws Exception {
        Sealed superblock = new Sealed(0, SECTOR, 0xe0);
        for (int offset = 0; offset < 0x110; offset += 2) {
            for (int width : new int[] {2, 4}) {
                for (long value : EXTREMES) {
                    byte[] bytes = clean.readBytes(0, SECTOR);
                    put(bytes, offset, width, value);
                    survives(
                            patched(clean, superblock, superblock.seal(bytes)),
                            "superblock +0x%x, %d bytes: %d".formatted(offset, width, value));
                }
            }
        }
    }

    @Test
    @Proves(
            area = "XFS",
            feature = "fields of inodes, maps, directories, links and attributes at their extremes, checksums sealed",
            verdict = "read or refused, in bounded time and memory",
            referee = "the kernel made the original")
    void fieldsOfMetadataAtTheirExtremes() throws Exception {
        List<Sealed> structures = structures(clean);
        assertThat(structures).hasSizeGreaterThan(1000);
        Random random = new Random(20260101);
        for (int round = 0; round < ROUNDS; round++) {
            Sealed structure = structures.get(random.nextInt(structures.size()));
            byte[] bytes = clean.readBytes(structure.position, structure.length);
            StringBuilder what = new StringBuilder("byte " + structure.position + ":");
            for (int i = random.nextInt(3); i >= 0; i--) {
                // headers are where the numbers are
                int at = 2 * random.nextInt((random.nextBoolean() ? 128 : structure.length) / 2 - 1);
                long value = EXTREMES[random.nextInt(EXTREMES.length)];
                put(bytes, at, random.nextBoolean() ? 2 : 4, value);
                what.append(" +0x").append(Integer.toHexString(at)).append('=').append(value);
            }
            survives(patched(clean, structure, structure.seal(bytes)), what.toString());
        }
    }

    @Test
    @Proves(
            area = "XFS",
            feature = "damaged logs, checksums sealed",
            verdict = "replayed or refused, in bounded time and memory",
            referee = "the kernel made the original")
    void fieldsOfTheLogAtTheirExtremes() throws Exception {
        List<Sealed> records = logRecords();
        assertThat(records).isNotEmpty();
        Random random = new Random(20260102);
        for (int round = 0; round < ROUNDS; round++) {
            // the newest ones are those that are replayed
            Sealed record = records.get(Math.max(0, records.size() - 1 - random.nextInt(8)));
            byte[] bytes = dirty.readBytes(record.position, record.length);
            StringBuilder what = new StringBuilder("log record at " + record.position + ":");
            for (int i = random.nextInt(3); i >= 0; i--) {
                int area = random.nextInt(3) == 0 ? SECTOR : record.length;
                int at = 2 * random.nextInt(area / 2 - 2);
                long value = random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextInt();
                put(bytes, at, random.nextBoolean() ? 2 : 4, value);
                what.append(" +0x").append(Integer.toHexString(at)).append('=').append(value);
            }
            if (random.nextInt(8) > 0) {
                sealRecord(bytes);
            }
            survives(patched(dirty, record, bytes), what.toString());
        }
    }

    /** What starts with a magic number and has its checksum at the place that goes with it. */
    private static List<Sealed> structures(BlockSource volume) throws IOException {
        List<Sealed> found = new ArrayList<>();
        for (long at = BLOCK; at < volume.size(); at += SECTOR) {
            ByteBuffer head = ByteBuffer.wrap(volume.readBytes(at, 16));
            int crc = switch (head.getInt(0)) {
                case 0x5844_4233, 0x5844_4433, 0x5844_4633 -> 0x04; // XDB3, XDD3, XDF3
                case 0x5853_4c4d, 0x5841_524d -> 0x0c; // XSLM, XARM
                case 0x424d_4133 -> 0x40; // BMA3
                default ->
                    switch (head.getShort(8) & 0xffff) {
                        case 0x3df1, 0x3dff, 0x3bee, 0x3ebe -> 0x0c;
                        default -> 0;
                    };
            };
            if (crc != 0 && at % BLOCK == 0) {
                found.add(new Sealed(at, BLOCK, crc));
            } else if (head.getShort(0) == 0x494e && head.getShort(2) != 0) {
                found.add(new Sealed(at, SECTOR, 0x64));
            }
        }
        return found;
    }

    /** Records of the log that have all their words in one block of header, oldest first. */
    private static List<Sealed> logRecords() throws IOException {
        ByteBuffer superblock = ByteBuffer.wrap(dirty.readBytes(0, SECTOR));
        long start = superblock.getLong(0x30);
        int log = superblock.get(0x7c);
        long block = (start >>> log) * superblock.getInt(0x54) + (start & (1L << log) - 1);
        long end = (block + superblock.getInt(0x60)) * BLOCK;
        List<Sealed> found = new ArrayList<>();
        Map<Sealed, Long> lsn = new HashMap<>();
        for (long at = block * BLOCK; at < end; at += SECTOR) {
            ByteBuffer head = ByteBuffer.wrap(dirty.readBytes(at, SECTOR));
            int length = head.getInt(0x0c);
            if (head.getInt(0) == LOG_RECORD && length > 0 && length <= 32768 && head.getInt(0x140) <= 32768) {
                int whole = SECTOR + (length + SECTOR - 1) / SECTOR * SECTOR;
                if (at + whole <= end) {
                    Sealed record = new Sealed(at, whole, 0x20);
                    found.add(record);
                    lsn.put(record, head.getLong(0x10));
                }
            }
        }
        found.sort((one, two) -> Long.compareUnsigned(lsn.getOrDefault(one, 0L), lsn.getOrDefault(two, 0L)));
        return found;
    }

    private static void sealRecord(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes).putInt(0x20, 0);
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, 328);
        sum.update(bytes, SECTOR, Math.clamp(words.getInt(0x0c), 0, bytes.length - SECTOR));
        words.putInt(0x20, Integer.reverseBytes((int) sum.getValue()));
    }

    private static void put(byte[] bytes, int offset, int width, long value) {
        if (width == 2) {
            ByteBuffer.wrap(bytes).putShort(offset, (short) value);
        } else {
            ByteBuffer.wrap(bytes).putInt(offset, (int) value);
        }
    }

    private static BlockSource patched(BlockSource volume, Sealed where, byte[] bytes) {
        Map<Long, PatchedSource.Patch> patches = new HashMap<>();
        BytesSource source = new BytesSource(bytes);
        for (int at = 0; at < bytes.length; at += SECTOR) {
            patches.put((where.position + at) / SECTOR, new PatchedSource.Patch(source, at));
        }
        return new PatchedSource(volume, SECTOR, patches);
    }

    private static void survives(BlockSource volume, String what) {
        try {
            Optional<IOException> refusal = Bounded.run(SOON, () -> {
                if (XfsDriver.INSTANCE.detect(volume).isPresent()) {
                    HostileWalk.of(XfsDriver.INSTANCE.open(volume));
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }
}
