package io.guestkit.fs.ntfs;

import io.guestkit.codec.Lznt1;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute that is compressed unit by unit. A unit whose clusters are all stored is not compressed, one of
 * which none is stored is zeros, and any other starts with its compressed bytes and ends with a hole.
 */
final class CompressedSource implements BlockSource {

    private final RunSource clusters;
    private final RunList runs;
    private final int clusterSize;
    private final int unitSize;
    private final long size;
    private final long initialized;
    private volatile @Nullable Unit last;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Unit(long number, byte[] bytes) {}

    /** @param unitSize in bytes, a multiple of a cluster */
    CompressedSource(
            String name, BlockSource volume, int clusterSize, RunList runs, int unitSize, long size, long initialized) {
        long stored = runs.clusters() * clusterSize; // bounded by RunList
        this.clusters = new RunSource(name, volume, clusterSize, runs, stored, stored);
        this.runs = runs;
        this.clusterSize = clusterSize;
        this.unitSize = unitSize;
        this.size = size;
        this.initialized = Math.min(size, initialized);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            int inside = (int) (at % unitSize);
            int here = (int) Math.min(Math.min(end - target.position(), unitSize - inside), left(at));
            target.limit(target.position() + here);
            if (at >= initialized) {
                ZeroSource.fill(target);
            } else {
                readUnit(at / unitSize, inside, target);
            }
            target.limit(end);
            at += here;
        }
    }

    /** Bytes of the same kind: initialized or not. */
    private long left(long at) {
        return (at < initialized ? initialized : size) - at;
    }

    private void readUnit(long number, int inside, ByteBuffer target) throws IOException {
        int stored = stored(number);
        if (stored == 0) {
            ZeroSource.fill(target);
        } else if (stored == unitSize) {
            clusters.read(number * unitSize + inside, target);
        } else {
            Unit unit = last;
            if (unit == null || unit.number() != number) {
                byte[] bytes = new byte[unitSize];
                Lznt1.CHUNKS.decode(
                        ByteBuffer.wrap(clusters.readBytes(number * unitSize, stored)), ByteBuffer.wrap(bytes));
                unit = new Unit(number, bytes);
                last = unit;
            }
            target.put(unit.bytes(), inside, target.remaining());
        }
    }

    /** How many bytes of a unit are stored before its first hole. */
    private int stored(long number) {
        long first = number * (unitSize / clusterSize);
        long end = first + unitSize / clusterSize;
        long at = first;
        while (at < end && at < runs.clusters()) {
            int run = runs.find(at);
            if (runs.lcn(run) == RunList.HOLE) {
                break;
            }
            at = Math.min(end, runs.end(run));
        }
        return (int) (at - first) * clusterSize;
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        if (position >= initialized) {
            return new Extent(position, Math.min(length, left(position)), Extent.Kind.HOLE);
        }
        long number = position / unitSize;
        long unitEnd = number * unitSize + unitSize - position;
        return new Extent(
                position,
                Math.min(Math.min(length, left(position)), unitEnd),
                stored(number) == 0 ? Extent.Kind.HOLE : Extent.Kind.DATA);
    }

    @Override
    public void close() {}
}
