package io.guestkit.fs.exfat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The clusters of one file: runs of neighbours, found as far as somebody reads. Safe for several threads.
 */
final class ClusterRuns {

    /** Some 16 MiB; a file of more pieces is refused. */
    private static final int MAX_RUNS = 1 << 20;

    private static final long END = 0xffff_ffffL;
    private static final int CHUNK = 4096;

    /** Clusters that lie one after the other, on the disk as in the file. */
    record Run(long firstCluster, long count) {}

    private final BlockSource metadata;
    private final BootSector boot;
    private final String owner;
    /** How many clusters there are. */
    private final long length;
    /** Index in the file of the first cluster of each run. */
    private long[] starts = new long[4];
    /** Number of that cluster. */
    private long[] clusters = new long[4];

    private int runs;
    /** How many clusters the runs have. */
    private long known;

    private long last;
    private @Nullable StructView chunk;
    private long chunkPosition;
    // R. P. Brent's way to notice in constant memory that a sequence repeats itself
    private long remembered;
    private long power = 1;
    private long steps;

    private ClusterRuns(BlockSource metadata, BootSector boot, String owner, long first, long length) {
        this.metadata = metadata;
        this.boot = boot;
        this.owner = owner;
        this.length = length;
        starts[0] = 0;
        clusters[0] = first;
        runs = 1;
        last = first;
        known = 1;
        remembered = first;
    }

    /** @param length in clusters, 1 or more and no more than there are */
    static ClusterRuns chain(BlockSource metadata, BootSector boot, String owner, long first, long length)
            throws CorruptDataException {
        requireCluster(boot, owner, first);
        return new ClusterRuns(metadata, boot, owner, first, length);
    }

    /** As {@link #chain}, of clusters that lie one after the other. */
    static ClusterRuns contiguous(BlockSource metadata, BootSector boot, String owner, long first, long length)
            throws CorruptDataException {
        requireCluster(boot, owner, first);
        if (first - BootSector.FIRST_CLUSTER > boot.clusterCount() - length) {
            throw new CorruptDataException("%s: %d clusters from %d on lie outside clusters 2..%d"
                    .formatted(owner, length, first, boot.clusterCount() + 1));
        }
        ClusterRuns runs = new ClusterRuns(metadata, boot, owner, first, length);
        runs.known = length;
        return runs;
    }

    /** How many clusters a chain has until it ends; no more than {@code most}. */
    static long length(BlockSource metadata, BootSector boot, String owner, long first, long most) throws IOException {
        ClusterRuns chain = chain(metadata, boot, owner, first, most + 1);
        while (chain.known <= most) {
            long next = chain.follow();
            if (next == END) {
                return chain.known;
            }
            chain.add(next);
        }
        throw new CorruptDataException("%s: its chain has more than %d clusters".formatted(owner, most));
    }

    private static void requireCluster(BootSector boot, String owner, long cluster) throws CorruptDataException {
        if (!boot.isCluster(cluster)) {
            throw new CorruptDataException(
                    "%s: FirstCluster is %d, expected 2..%d".formatted(owner, cluster, boot.clusterCount() + 1));
        }
    }

    /**
     * The clusters from {@code index} on that lie one after the other.
     *
     * @param most how many the caller wants, at least 1
     */
    synchronized Run at(long index, long most) throws IOException {
        long wanted = Math.min(length, most > length - index ? length : index + most);
        while (known < wanted && !(index < starts[runs - 1])) {
            long next = follow();
            if (next == END) {
                throw new CorruptDataException(
                        "%s: its chain ends after %d clusters, but its size needs %d".formatted(owner, known, length));
            }
            add(next);
        }
        int found = Arrays.binarySearch(starts, 0, runs, index);
        int run = found >= 0 ? found : -found - 2;
        long end = run + 1 < runs ? starts[run + 1] : known;
        return new Run(clusters[run] + index - starts[run], Math.min(end, wanted) - index);
    }

    private long follow() throws IOException {
        long position = boot.fatOffset() + boot.activeFat() * boot.fatLength() + last * 4;
        if (chunk == null || position < chunkPosition || position + 4 > chunkPosition + chunk.length()) {
            chunkPosition = position / CHUNK * CHUNK;
            int size = (int) Math.min(CHUNK, metadata.size() - chunkPosition);
            chunk = StructView.littleEndian("exfat FAT", metadata, chunkPosition, size);
        }
        long next = chunk.u32((int) (position - chunkPosition));
        if (next != END && !boot.isCluster(next)) {
            throw new CorruptDataException("%s: FAT entry %d is %s, expected 2..%d or the end"
                    .formatted(owner, last, Long.toHexString(next), boot.clusterCount() + 1));
        }
        return next;
    }

    private void add(long next) throws CorruptDataException, UnsupportedFeatureException {
        if (next == remembered) {
            throw new CorruptDataException("%s: its chain comes back to cluster %d".formatted(owner, next));
        }
        if (++steps == power) {
            remembered = next;
            power *= 2;
            steps = 0;
        }
        if (next != last + 1) {
            if (runs == MAX_RUNS) {
                throw new UnsupportedFeatureException("%s: a file of more than %d pieces".formatted(owner, MAX_RUNS));
            }
            if (runs == starts.length) {
                starts = Arrays.copyOf(starts, runs * 2);
                clusters = Arrays.copyOf(clusters, runs * 2);
            }
            starts[runs] = known;
            clusters[runs] = next;
            runs++;
        }
        last = next;
        known++;
    }
}
