package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.ZeroSource;
import io.guestkit.volume.gpt.GptDriver;
import io.guestkit.volume.mbr.MbrDriver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** The input is the start of a disk; zeros follow, so that what it points to is there. */
class PartitionTableFuzzTest {

    private static final long PADDING = 1 << 20;
    private static final int SECTOR = 512;
    private static final int HEADER = SECTOR;
    private static final int HEADER_SIZE = 92;
    private static final int MIN_SEALED = 4 * SECTOR;
    private static final int MOST_PARTITIONS = 8192;

    @FuzzTest(maxDuration = "30s")
    void anyDisk(byte[] input) throws IOException {
        scan(new BytesSource(input));
        scan(new ConcatSource(List.of(new BytesSource(input), new ZeroSource(PADDING))));
    }

    /** The same with a GPT whose checksums are right, so that what lies behind them is reached. */
    @FuzzTest(maxDuration = "30s")
    void sealedGpt(byte[] input) throws IOException {
        ByteBuffer disk =
                ByteBuffer.allocate(Math.max(input.length, MIN_SEALED)).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(0, input);
        disk.put(HEADER, "EFI PART".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER + 0x0c, HEADER_SIZE);
        disk.putLong(HEADER + 0x18, 1);
        long array = disk.getLong(HEADER + 0x48);
        long length = (long) disk.getInt(HEADER + 0x50) * disk.getInt(HEADER + 0x54);
        if (array >= 0 && array < disk.limit() / SECTOR && length >= 0 && length <= disk.limit() - array * SECTOR) {
            disk.putInt(HEADER + 0x58, crc32(disk, (int) array * SECTOR, (int) length));
        }
        disk.putInt(HEADER + 0x10, 0).putInt(HEADER + 0x10, crc32(disk, HEADER, HEADER_SIZE));
        scan(new BytesSource(disk.array()));
    }

    private static int crc32(ByteBuffer bytes, int position, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), position, length);
        return (int) crc.getValue();
    }

    /** Nothing but an IOException may come out of a driver, and the scanner turns that into a finding. */
    private static void scan(BlockSource disk) {
        for (boolean recognised : new boolean[] {false, true}) {
            SignatureProbe probe = content -> recognised;
            List<TableDriver> drivers = List.of(new GptDriver(probe), new MbrDriver(probe));
            ScanResult result = new VolumeScanner(drivers, List.of())
                    .scan(List.of(new NamedDisk("/dev/sda", Location.of("disk"), disk)));
            assertThat(result.volumes()).hasSizeLessThanOrEqualTo(1 + MOST_PARTITIONS);
            for (Volume volume : result.volumes()) {
                assertThat(volume.content().size()).isBetween(0L, disk.size());
                readEnds(volume.content());
            }
        }
    }

    private static void readEnds(BlockSource content) {
        if (content.size() == 0) {
            return;
        }
        try {
            content.readBytes(0, 1);
            content.readBytes(content.size() - 1, 1);
        } catch (IOException e) {
            throw new AssertionError("a volume that cannot be read", e);
        }
    }
}
