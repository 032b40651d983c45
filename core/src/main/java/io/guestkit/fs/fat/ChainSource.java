package io.guestkit.fs.fat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The content of a file: clusters that lie one after the other are read at once. */
final class ChainSource implements BlockSource {

    /** Clusters looked at for one answer of {@link #extent}. */
    private static final long EXTENT_CLUSTERS = 1 << 16;

    private final BlockSource volume;
    private final Layout layout;
    private final ClusterChain chain;
    private final long size;

    /** @param chain as many clusters as {@code size} needs */
    ChainSource(BlockSource volume, Layout layout, ClusterChain chain, long size) {
        this.volume = volume;
        this.layout = layout;
        this.chain = chain;
        this.size = size;
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
            Piece piece = piece(at, end - target.position());
            target.limit(target.position() + (int) piece.length());
            volume.read(piece.position(), target);
            target.limit(end);
            at += piece.length();
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        Piece piece = piece(position, Math.min(length, EXTENT_CLUSTERS * layout.clusterSize()));
        return volume.extent(piece.position(), piece.length()).shifted(position - piece.position());
    }

    /** Bytes of the volume that are bytes of the file in the same order. */
    private record Piece(long position, long length) {}

    private Piece piece(long at, long length) throws IOException {
        long inside = at % layout.clusterSize();
        long clusters = (inside + length + layout.clusterSize() - 1) / layout.clusterSize();
        ClusterChain.Run run = chain.run(at / layout.clusterSize(), clusters);
        return new Piece(
                layout.position(run.firstCluster()) + inside,
                Math.min(length, run.count() * layout.clusterSize() - inside));
    }

    @Override
    public void close() {}
}
