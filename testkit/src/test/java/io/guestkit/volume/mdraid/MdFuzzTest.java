package io.guestkit.volume.mdraid;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.ZeroSource;
import io.guestkit.volume.Location;
import io.guestkit.volume.NamedDisk;
import io.guestkit.volume.ScanResult;
import io.guestkit.volume.Volume;
import io.guestkit.volume.VolumeScanner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Disks whose superblock is what the input says, its checksum right; nothing but a finding may come of it. */
class MdFuzzTest {

    private static final int LENGTH = 4096;
    private static final long DEVICE = 1 << 20;
    private static final int MAGIC = 0xa92b4efc;

    @FuzzTest(maxDuration = "30s")
    void version1(byte[] input) throws IOException {
        ByteBuffer disk = ByteBuffer.allocate(2 * LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        disk.put(LENGTH, input, 0, Math.min(input.length, LENGTH));
        disk.putInt(LENGTH, MAGIC).putInt(LENGTH + 4, 1).putLong(LENGTH + 0x90, LENGTH / 512);
        int roles = disk.getInt(LENGTH + 0xdc);
        if (roles >= 0 && roles <= (LENGTH - 256) / 2) {
            seal(disk, LENGTH, LENGTH + 0xd8, 256 + roles * 2);
        }
        scan(new ConcatSource(List.of(new BytesSource(disk.array()), new ZeroSource(DEVICE))));
    }

    @FuzzTest(maxDuration = "30s")
    void version0(byte[] input) throws IOException {
        ByteBuffer superblock = ByteBuffer.allocate(65536).order(ByteOrder.LITTLE_ENDIAN);
        superblock.put(0, input, 0, Math.min(input.length, LENGTH));
        superblock.putInt(0, MAGIC).putInt(4, 0);
        seal(superblock, 0, 0x98, LENGTH);
        scan(new ConcatSource(List.of(new ZeroSource(DEVICE), new BytesSource(superblock.array()))));
    }

    private static void seal(ByteBuffer bytes, int start, int checksum, int length) {
        bytes.putInt(checksum, 0);
        long sum = 0;
        for (int at = start; at + 4 <= start + length; at += 4) {
            sum += bytes.getInt(at) & 0xffff_ffffL;
        }
        if (length % 4 != 0) {
            sum += bytes.getShort(start + length - 2) & 0xffff;
        }
        bytes.putInt(checksum, (int) ((sum & 0xffff_ffffL) + (sum >>> 32)));
    }

    private static void scan(BlockSource disk) throws IOException {
        ScanResult result = new VolumeScanner(List.of(), List.of(MdDriver.INSTANCE))
                .scan(List.of(
                        new NamedDisk("/dev/sda", Location.of("a"), disk),
                        new NamedDisk("/dev/sdb", Location.of("b"), disk)));
        for (Volume volume : result.volumes()) {
            if (volume.made().isPresent()) {
                BlockSource content = volume.content();
                int length = (int) Math.min(LENGTH, content.size());
                content.readBytes(0, length);
                content.readBytes(content.size() - length, length);
            }
        }
    }
}
