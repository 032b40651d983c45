package io.guestkit.image.qcow2;

import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Gives out the clusters of a new file, one behind the other, and counts their references. Names: QEMU
 * docs/interop/qcow2, "Host cluster management". Reference counts have 16 bits.
 *
 * <p>A refcount block is given out as the first cluster of the part of the file that it counts, and written when that
 * part is full, so that memory holds one block and the table, however large the file becomes.
 */
final class ClusterAllocator {

    private final BlockSink file;
    private final int clusterSize;
    private final int blockEntries;
    private final long tableOffset;
    /** Offsets of the refcount blocks, by the part of the file that they count. */
    private long[] table = new long[16];

    private final ByteBuffer block;
    /** Number of the block that is being filled. */
    private long current;
    /** The first cluster that was not given out. */
    private long next;

    /**
     * @param start how many clusters at the start of the file are in use: the header, the refcount table and whatever
     *     else is of known size
     * @param tableOffset where the refcount table is, among these clusters
     */
    ClusterAllocator(BlockSink file, int clusterSize, long start, long tableOffset) throws IOException {
        this.file = file;
        this.clusterSize = clusterSize;
        this.blockEntries = clusterSize / Short.BYTES;
        this.tableOffset = tableOffset;
        this.block = ByteBuffer.allocate(clusterSize);
        this.next = start;
        countStart(start);
    }

    /** How many clusters the refcount table of a file of at most so many other clusters needs. */
    static int tableClusters(long clusters, int clusterSize) {
        long blocks = clusters / (clusterSize / Short.BYTES - 1) + 2; // each block counts itself, too
        long bytes = blocks * Long.BYTES;
        // the table counts itself: so few clusters that one block more is enough for any sensible size
        return Math.toIntExact((bytes + bytes / clusterSize * Long.BYTES) / clusterSize + 1);
    }

    /** The blocks of parts that are in use from the start follow behind all of these. */
    private void countStart(long start) throws IOException {
        long parts = (start - 1) / blockEntries + 1;
        for (long part = 0; part < parts; part++) {
            setBlock(part, next++ * clusterSize);
        }
        // the blocks themselves may have reached into one more part
        while (next > parts * blockEntries) {
            setBlock(parts++, next++ * clusterSize);
        }
        for (current = 0; current < parts - 1; current++) {
            fill(blockEntries);
            writeBlock();
        }
        fill((int) (next - current * blockEntries));
    }

    private void fill(int clusters) {
        Arrays.fill(block.array(), (byte) 0);
        for (int i = 0; i < clusters; i++) {
            block.putShort(i * Short.BYTES, (short) 1);
        }
    }

    private void setBlock(long part, long offset) {
        int index = Math.toIntExact(part);
        if (index >= table.length) {
            table = Arrays.copyOf(table, index * 2);
        }
        table[index] = offset;
    }

    /** Gives out one cluster, whose first reference is counted. */
    long allocate() throws IOException {
        if (next / blockEntries != current) {
            writeBlock();
            current = next / blockEntries;
            Arrays.fill(block.array(), (byte) 0);
            setBlock(current, next * clusterSize);
            count(next++);
        }
        count(next);
        return next++ * clusterSize;
    }

    /** Whether the next cluster to be given out is the one at that offset. */
    boolean isNext(long offset) {
        return next * clusterSize == offset && next / blockEntries == current;
    }

    /** Offset behind all clusters that were given out. */
    long end() {
        return next * clusterSize;
    }

    /** Whether one more reference can be counted for the cluster at that offset. */
    boolean canShare(long offset) {
        long cluster = offset / clusterSize;
        return cluster / blockEntries == current && entry(cluster) != 0xffff;
    }

    void share(long offset) {
        count(offset / clusterSize);
    }

    private void count(long cluster) {
        block.putShort(index(cluster), (short) (entry(cluster) + 1));
    }

    private int entry(long cluster) {
        return block.getShort(index(cluster)) & 0xffff;
    }

    private int index(long cluster) {
        return (int) (cluster % blockEntries) * Short.BYTES;
    }

    private void writeBlock() throws IOException {
        file.write(table[Math.toIntExact(current)], block.duplicate().clear());
    }

    /** Writes what is still in memory. */
    void finish() throws IOException {
        writeBlock();
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact((current + 1) * Long.BYTES));
        bytes.asLongBuffer().put(table, 0, Math.toIntExact(current + 1));
        file.write(tableOffset, bytes);
    }
}
