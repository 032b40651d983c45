package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.PiecewiseSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Arrays;

/**
 * A snapshot: chunks that differ from the origin come from a store. Names and offsets of the store, little-endian: Linux
 * drivers/md/dm-snap-persistent.c. Its first chunk is a header; then follow areas, each a chunk of pairs (old chunk, new
 * chunk) and the new chunks it names. The pair with the new chunk 0 is the end.
 */
final class SnapshotSource extends PiecewiseSource {

    private static final long MAGIC = 0x7041_6e53L; // "SnAp"
    private static final int PAIR = 16;
    /** 64 MiB of heap; 32 GiB of differences in the smallest usual chunks. */
    private static final int MAX_PAIRS = 8 << 20;

    private static final long MAX_CHUNKS = 1L << 32;

    private final BlockSource origin;
    private final BlockSource store;
    private final int chunk;
    /** Old chunk in the upper, new chunk in the lower half; sorted. */
    private final long[] pairs;

    private SnapshotSource(BlockSource origin, BlockSource store, int chunk, long[] pairs) {
        super(origin.size());
        this.origin = origin;
        this.store = store;
        this.chunk = chunk;
        this.pairs = pairs;
    }

    /** @param chunk in bytes, as the metadata of the group says; the store says it, too */
    static SnapshotSource open(BlockSource origin, BlockSource store, int chunk) throws IOException {
        StructView header = StructView.littleEndian("snapshot header", store, 0, 16);
        if (header.u32(0x00) != MAGIC) {
            throw header.corrupt(
                    0x00, "magic", "0x" + Long.toHexString(header.u32(0x00)), "0x" + Long.toHexString(MAGIC));
        }
        if (header.u32(0x04) != 1) {
            throw new UnsupportedFeatureException(
                    "the snapshot is not valid any more: its store was too small for what was changed");
        }
        header.u32In(0x08, "version", 1, 1);
        header.u32In(0x0c, "chunk_size", chunk / 512, chunk / 512);
        if (origin.size() / chunk >= MAX_CHUNKS || store.size() / chunk >= MAX_CHUNKS) {
            throw new UnsupportedFeatureException("a snapshot of more than 2^32 chunks");
        }
        return new SnapshotSource(origin, store, chunk, pairs(store, chunk, origin.size()));
    }

    private static long[] pairs(BlockSource store, int chunk, long size) throws IOException {
        long chunks = store.size() / chunk;
        long[] pairs = new long[64];
        int count = 0;
        int perArea = chunk / PAIR;
        for (long area = 1; area < chunks; area += perArea + 1L) {
            StructView s = StructView.littleEndian("snapshot exceptions", store, area * chunk, chunk);
            for (int at = 0; at < chunk; at += PAIR) {
                long to = s.u63(at + 8, "new_chunk");
                if (to == 0) {
                    return sorted(pairs, count);
                }
                if (to >= chunks) {
                    throw s.corrupt(at + 8, "new_chunk", to, "less than " + chunks);
                }
                long from = s.u63(at, "old_chunk");
                if (from > (size - 1) / chunk) {
                    throw s.corrupt(at, "old_chunk", from, "at most " + (size - 1) / chunk);
                }
                if (count == MAX_PAIRS) {
                    throw new UnsupportedFeatureException("a snapshot with more than " + MAX_PAIRS + " changed chunks");
                }
                if (count == pairs.length) {
                    pairs = Arrays.copyOf(pairs, count * 2);
                }
                pairs[count++] = from << 32 | to;
            }
        }
        return sorted(pairs, count);
    }

    private static long[] sorted(long[] pairs, int count) throws CorruptDataException {
        long[] sorted = Arrays.copyOf(pairs, count);
        // unsigned order is that of the chunks; both halves are below 2³², the upper one usually below 2³¹
        for (int i = 0; i < count; i++) {
            sorted[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(sorted);
        for (int i = 1; i < count; i++) {
            if (sorted[i] >>> 32 == sorted[i - 1] >>> 32) {
                throw new CorruptDataException("snapshot exceptions: one chunk is there twice");
            }
        }
        return sorted;
    }

    @Override
    protected Piece piece(long position, long length) {
        long number = position / chunk;
        long inside = position % chunk;
        int found = Arrays.binarySearch(pairs, number << 32 ^ Long.MIN_VALUE);
        int next = found < 0 ? -found - 1 : found;
        if (next < pairs.length && old(next) == number) {
            long there = (pairs[next] & 0xffff_ffffL) * chunk + inside;
            return new Piece(store, there, Math.min(length, chunk - inside));
        }
        long end = next < pairs.length ? old(next) * chunk : size();
        return new Piece(origin, position, Math.min(length, end - position));
    }

    private long old(int index) {
        return (pairs[index] ^ Long.MIN_VALUE) >>> 32;
    }
}
