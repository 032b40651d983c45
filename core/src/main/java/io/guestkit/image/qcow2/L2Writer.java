package io.guestkit.image.qcow2;

import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The L1 table of a new image and the one L2 table that is being filled: the disk is written in order. */
final class L2Writer {

    private final BlockSink file;
    private final ClusterAllocator clusters;
    private final int clusterBits;
    private final int entries;
    private final int entryBytes;
    private final long[] l1;
    private final ByteBuffer table;
    /** Index of the L2 table that is in memory; -1 for none. */
    private int current = -1;

    L2Writer(BlockSink file, Qcow2Choices choices, ClusterAllocator clusters, int l1Size) {
        this.file = file;
        this.clusters = clusters;
        this.clusterBits = choices.clusterBits();
        this.entries = choices.l2Entries();
        this.entryBytes = choices.entryBytes();
        this.l1 = new long[l1Size];
        this.table = ByteBuffer.allocate(choices.clusterSize());
    }

    /** Makes the table for a guest position the current one; the one before it is complete then. */
    void open(long position) throws IOException {
        int index = (int) ((position >>> clusterBits) / entries);
        if (index != current) {
            flush();
            l1[index] = L2Entry.standard(clusters.allocate());
            Arrays.fill(table.array(), (byte) 0);
            current = index;
        }
    }

    /** How many bytes of the disk, from a position on, the table of that position maps. */
    long covered(long position) {
        long all = (long) entries << clusterBits;
        return all - position % all;
    }

    /** The word of the cluster at a position, whose table is the current one. */
    long word(long position) {
        return table.getLong(index(position));
    }

    void setWord(long position, long word) {
        table.putLong(index(position), word);
    }

    /** Sets more bits of the second word of an extended entry. */
    void addBits(long position, long bits) {
        int index = index(position) + Long.BYTES;
        table.putLong(index, table.getLong(index) | bits);
    }

    private int index(long position) {
        return (int) ((position >>> clusterBits) % entries) * entryBytes;
    }

    private void flush() throws IOException {
        if (current >= 0) {
            file.write(L2Entry.hostOffset(l1[current]), table.duplicate().clear());
        }
    }

    /** Writes what is still in memory. */
    void finish(long l1Offset) throws IOException {
        flush();
        ByteBuffer bytes = ByteBuffer.allocate(l1.length * Long.BYTES);
        bytes.asLongBuffer().put(l1);
        file.write(l1Offset, bytes);
    }
}
