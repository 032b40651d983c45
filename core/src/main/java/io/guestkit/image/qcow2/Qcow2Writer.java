package io.guestkit.image.qcow2;

import io.guestkit.codec.Compressor;
import io.guestkit.codec.Deflate;
import io.guestkit.codec.Zstd;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes qcow2 images. Header, refcount table and L1 table come first, since their sizes are known; what follows lies in
 * the order of the guest's disk, each L2 table before the clusters that it is the first to name.
 */
final class Qcow2Writer implements ImageWriter {

    private static final long SECTOR = 512;

    private final BlockSink file;
    private final ImageSpec spec;
    private final Qcow2Choices choices;
    private final int l1Size;
    private final long l1Offset;
    private final long refcountTableOffset;
    private final int refcountTableClusters;
    private final ClusterAllocator clusters;
    private final L2Writer tables;
    private final int cluster;
    /** Where the last compressed stream ended; at the start of a cluster if none may follow it there. */
    private long packedEnd;
    /** Where on the guest's disk the last place ended. */
    private long filled;

    private Qcow2Writer(BlockSink file, ImageSpec spec, Qcow2Choices choices) throws IOException {
        this.file = file;
        this.spec = spec;
        this.choices = choices;
        this.cluster = choices.clusterSize();
        long guestClusters = (spec.virtualSize() + cluster - 1) >>> choices.clusterBits();
        this.l1Size = (int) ((guestClusters + choices.l2Entries() - 1) / choices.l2Entries());
        long l1Clusters = ((long) l1Size * Long.BYTES + cluster - 1) / cluster;
        this.refcountTableOffset = cluster;
        this.refcountTableClusters = ClusterAllocator.tableClusters(1 + l1Clusters + l1Size + guestClusters, cluster);
        this.l1Offset = refcountTableOffset + (long) refcountTableClusters * cluster;
        this.clusters =
                new ClusterAllocator(file, cluster, 1 + refcountTableClusters + l1Clusters, refcountTableOffset);
        this.tables = new L2Writer(file, choices, clusters, l1Size);
    }

    static Qcow2Writer create(ImageTarget target, ImageSpec spec) throws IOException {
        // QEMU counts sectors, and would not show what is left at the end
        long size = Math.addExact(spec.virtualSize(), SECTOR - 1) & -SECTOR;
        ImageSpec whole = new ImageSpec(size, spec.backing(), spec.compression(), spec.options());
        return new Qcow2Writer(target.file(), whole, Qcow2Choices.of(whole));
    }

    @Override
    public long virtualSize() {
        return spec.virtualSize();
    }

    @Override
    public int unitSize() {
        return choices.unitSize();
    }

    @Override
    public Placement place(long position, int length) throws IOException {
        fillUpTo(position);
        tables.open(position);
        int reach = (int) Math.min(length, tables.covered(position));
        int inside = (int) (position & (cluster - 1));
        long start = host(position) + inside;
        int placed = Math.min(reach, cluster - inside);
        mark(position, placed);
        while (placed < reach && clusters.isNext(start + placed)) {
            int here = Math.min(reach - placed, cluster);
            host(position + placed);
            mark(position + placed, here);
            placed += here;
        }
        filled = position + placed;
        return new Placement(file, start, placed);
    }

    /** The cluster for a position whose table is open; it exists already if another part of it was placed before. */
    private long host(long position) throws IOException {
        long host = L2Entry.hostOffset(tables.word(position));
        if (host == 0) {
            host = clusters.allocate();
            tables.setWord(position, L2Entry.standard(host));
        }
        return host;
    }

    private void mark(long position, int length) {
        if (choices.extendedL2()) {
            tables.addBits(position, L2Entry.allocatedSubclusters(subcluster(position), subclusters(length)));
        }
    }

    private int subcluster(long position) {
        return (int) (position & (cluster - 1)) / (cluster / 32);
    }

    private int subclusters(long length) {
        int size = cluster / 32;
        return (int) ((length + size - 1) / size);
    }

    /** Gives the clusters between what was placed last and a position their places, if all are to have one. */
    private void fillUpTo(long position) throws IOException {
        if (choices.preallocated()) {
            for (long at = (filled + cluster - 1) & -cluster; at < (position & -cluster); at += cluster) {
                tables.open(at);
                host(at);
            }
        }
    }

    @Override
    public void zero(long position, long length) throws IOException {
        long end = position + length;
        for (long at = position; at < end; ) {
            long clusterEnd = (at & -cluster) + cluster;
            tables.open(at);
            if (choices.version() == 2) {
                host(at); // no word says "zeros", but a cluster that is never written to has nothing else
            } else if (choices.extendedL2()) {
                long here = Math.min(end, clusterEnd) - at;
                tables.addBits(at, L2Entry.zeroSubclusters(subcluster(at), subclusters(here)));
            } else {
                tables.setWord(at, L2Entry.zero());
            }
            at = clusterEnd;
        }
    }

    @Override
    public boolean encodes() {
        return choices.compresses();
    }

    @Override
    public Encoder newEncoder() {
        Compressor compressor = choices.compression() == ImageSpec.Compression.ZSTD
                ? Zstd.compressor()
                : Deflate.compressor(Deflate.Wrapper.RAW);
        return new Encoder() {
            /** A stream that is no shorter than its cluster is not worth being one. */
            @Override
            public int maxEncodedLength() {
                return cluster - 1;
            }

            @Override
            public boolean encode(long position, ByteBuffer unit, ByteBuffer target) {
                int limit = target.limit();
                target.limit(Math.min(limit, target.position() + maxEncodedLength()));
                boolean fits = compressor.compress(unit, target);
                target.limit(limit);
                return fits;
            }

            @Override
            public void close() {
                compressor.close();
            }
        };
    }

    /** Packs streams one behind the other, across clusters where these follow each other in the file. */
    @Override
    public Placement placeEncoded(long position, int length) throws IOException {
        tables.open(position);
        long offset = packedEnd;
        long clusterEnd = (offset + cluster - 1) & -cluster;
        boolean crosses = offset + length > clusterEnd;
        if (offset < clusterEnd && clusters.canShare(offset) && (!crosses || clusters.isNext(clusterEnd))) {
            clusters.share(offset);
            if (crosses) {
                clusters.allocate(); // at clusterEnd; more than one is never needed for less than a cluster
            }
        } else {
            offset = clusters.allocate();
        }
        packedEnd = offset + length;
        tables.setWord(position, L2Entry.compressed(offset, length, choices.clusterBits()));
        return new Placement(file, offset, length);
    }

    @Override
    public void finish() throws IOException {
        fillUpTo((spec.virtualSize() + cluster - 1) & -cluster);
        tables.finish(l1Offset);
        clusters.finish();
        file.resize(clusters.end());
        file.write(0, HeaderBytes.of(choices, spec, l1Size, l1Offset, refcountTableOffset, refcountTableClusters));
    }

    @Override
    public void close() {}
}
