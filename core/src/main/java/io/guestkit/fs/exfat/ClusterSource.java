package io.guestkit.fs.exfat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes in the clusters of a file; those behind its valid data are zeros. */
final class ClusterSource implements BlockSource {

    private final BlockSource volume;
    private final BootSector boot;
    private final @Nullable ClusterRuns runs;
    private final long size;
    private final long valid;

    /**
     * @param runs as many clusters as {@code size} needs; null if that is none
     * @param valid how many bytes were ever written, at most {@code size}
     */
    ClusterSource(BlockSource volume, BootSector boot, @Nullable ClusterRuns runs, long size, long valid) {
        this.volume = volume;
        this.boot = boot;
        this.runs = runs;
        this.size = size;
        this.valid = valid;
    }

    static ClusterSource empty(BlockSource volume, BootSector boot) {
        return new ClusterSource(volume, boot, null, 0, 0);
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
            if (at >= valid) {
                ZeroSource.fill(target);
                return;
            }
            Piece piece = piece(at, Math.min(end - target.position(), valid - at));
            target.limit(target.position() + (int) piece.length());
            volume.read(piece.position(), target);
            target.limit(end);
            at += piece.length();
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        if (position >= valid) {
            return new Extent(position, length, Extent.Kind.ZERO);
        }
        Piece piece = piece(position, Math.min(length, valid - position));
        return volume.extent(piece.position(), piece.length()).shifted(position - piece.position());
    }

    /** Where a byte of the file is in the volume. */
    long positionOf(long at) throws IOException {
        return piece(at, 1).position();
    }

    /** Bytes of the volume that are bytes of the file in the same order. */
    private record Piece(long position, long length) {}

    private Piece piece(long at, long length) throws IOException {
        long inside = at % boot.clusterSize();
        ClusterRuns.Run run =
                Objects.requireNonNull(runs).at(at / boot.clusterSize(), boot.clustersFor(inside + length));
        return new Piece(
                boot.position(run.firstCluster()) + inside,
                Math.min(length, run.count() * boot.clusterSize() - inside));
    }

    @Override
    public void close() {}
}
