package io.guestkit.fs.xfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.PatchedSource;
import io.guestkit.io.PatchedSource.Patch;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A volume on which something may be written that stays in memory: whole basic blocks, the first time with what is on the
 * volume.
 */
final class Overlay {

    private static final int SECTOR = Superblock.BASIC_BLOCK;
    /** A log of 2 GiB can hold changes of that much; more than this would not fit into a modest heap. */
    private static final int MOST_SECTORS = (256 << 20) / SECTOR;

    private static final int CACHE_BLOCK = 16 << 10;
    private static final long CACHE_CAPACITY = 4 << 20;

    private final BlockSource volume;
    private final BlockSource cached;
    private final Map<Long, byte[]> sectors = new HashMap<>();

    Overlay(BlockSource volume) {
        this.volume = volume;
        this.cached = new CachedSource(volume, CACHE_BLOCK, CACHE_CAPACITY);
    }

    /** Whether the volume has all of a range; one that was cut off has not. */
    boolean holds(long position, int length) {
        return position >= 0 && position <= volume.size() / SECTOR * SECTOR - length;
    }

    /** What a range holds now; the range is on the volume. */
    byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            long at = position + done;
            int inside = (int) (at % SECTOR);
            int here = Math.min(SECTOR - inside, length - done);
            byte[] sector = sectors.get(at / SECTOR);
            if (sector != null) {
                System.arraycopy(sector, inside, bytes, done, here);
            } else {
                cached.read(at, ByteBuffer.wrap(bytes, done, here));
            }
            done += here;
        }
        return bytes;
    }

    /** Puts bytes over a range of the volume. */
    void write(long position, byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            long at = position + done;
            int inside = (int) (at % SECTOR);
            int here = Math.min(SECTOR - inside, length - done);
            System.arraycopy(bytes, offset + done, sector(at / SECTOR), inside, here);
            done += here;
        }
    }

    private byte[] sector(long number) throws IOException {
        byte[] sector = sectors.get(number);
        if (sector == null) {
            if (sectors.size() >= MOST_SECTORS) {
                throw new UnsupportedFeatureException("xfs log: replaying changes of more than %d MiB is not supported"
                        .formatted((long) MOST_SECTORS * SECTOR >> 20));
            }
            sector = cached.readBytes(number * SECTOR, SECTOR);
            sectors.put(number, sector);
        }
        return sector;
    }

    /** Numbers of the basic blocks that were written to, sorted. */
    long[] written() {
        long[] numbers = new long[sectors.size()];
        int i = 0;
        for (long number : sectors.keySet()) {
            numbers[i++] = number;
        }
        Arrays.sort(numbers);
        return numbers;
    }

    /** The volume as it is now: the same one if nothing was written. */
    BlockSource result() {
        if (sectors.isEmpty()) {
            return volume;
        }
        Map<Long, Patch> patches = HashMap.newHashMap(sectors.size());
        sectors.forEach((number, sector) -> patches.put(number, new Patch(new BytesSource(sector), 0)));
        return new PatchedSource(volume, SECTOR, patches);
    }
}
