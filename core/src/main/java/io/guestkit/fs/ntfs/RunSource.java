package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The value of an attribute that is stored in clusters, as they are. */
final class RunSource implements BlockSource {

    private final String name;
    private final BlockSource volume;
    private final int clusterSize;
    private final RunList runs;
    private final long size;
    private final long initialized;

    /**
     * @param name for messages
     * @param initialized what follows reads as zeros
     */
    RunSource(String name, BlockSource volume, int clusterSize, RunList runs, long size, long initialized) {
        this.name = name;
        this.volume = volume;
        this.clusterSize = clusterSize;
        this.runs = runs;
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
            Piece piece = piece(at);
            int here = (int) Math.min(end - target.position(), piece.length());
            target.limit(target.position() + here);
            if (piece.position() == RunList.HOLE) {
                ZeroSource.fill(target);
            } else {
                volume.read(piece.position(), target);
            }
            target.limit(end);
            at += here;
        }
    }

    /**
     * What is stored in one piece.
     *
     * @param position on the volume, or {@link RunList#HOLE}
     */
    private record Piece(long position, long length) {}

    private Piece piece(long at) throws CorruptDataException {
        if (at >= initialized) {
            return new Piece(RunList.HOLE, size - at);
        }
        long vcn = at / clusterSize;
        if (vcn >= runs.clusters()) {
            throw new CorruptDataException(
                    "%s: byte %d of %d is behind its %d clusters".formatted(name, at, size, runs.clusters()));
        }
        int run = runs.find(vcn);
        long inside = at - runs.first(run) * clusterSize;
        long length = Math.min(initialized - at, runs.end(run) * clusterSize - at); // RunList bounds the product
        return new Piece(runs.lcn(run) == RunList.HOLE ? RunList.HOLE : runs.lcn(run) * clusterSize + inside, length);
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        Piece piece = piece(position);
        return new Extent(
                position,
                Math.min(length, piece.length()),
                piece.position() == RunList.HOLE ? Extent.Kind.HOLE : Extent.Kind.DATA);
    }

    @Override
    public void close() {}
}
