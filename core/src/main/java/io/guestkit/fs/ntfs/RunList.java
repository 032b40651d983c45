package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.Arrays;

/** Where the clusters of an attribute are. It grows by one extent of the attribute at a time, and never shrinks. */
final class RunList {

    /** In place of a cluster number: nothing is stored. */
    static final long HOLE = -1;

    private final BootSector boot;
    /** For each run the number of the cluster behind its last one, counted inside the attribute. */
    private long[] ends = new long[4];
    /** For each run its first cluster on the volume, or {@link #HOLE}. */
    private long[] starts = new long[4];

    private int size;
    private long stored;

    RunList(BootSector boot) {
        this.boot = boot;
    }

    /** How many clusters the runs cover, holes included. */
    long clusters() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** How many of them are stored. */
    long stored() {
        return stored;
    }

    int size() {
        return size;
    }

    /** The run that has the cluster; it must be less than {@link #clusters}. */
    int find(long vcn) {
        int at = Arrays.binarySearch(ends, 0, size, vcn + 1);
        return at >= 0 ? at : -at - 1;
    }

    /** First cluster of a run, counted inside the attribute. */
    long first(int run) {
        return run == 0 ? 0 : ends[run - 1];
    }

    long end(int run) {
        return ends[run];
    }

    /** First cluster of a run on the volume, or {@link #HOLE}. */
    long lcn(int run) {
        return starts[run];
    }

    /**
     * Appends the runs of an extent.
     *
     * @throws CorruptDataException if it does not go on where the extents before it end, or leads outside the volume
     */
    void append(Attribute extent) throws CorruptDataException {
        if (extent.lowestVcn() != clusters()) {
            throw new CorruptDataException("%s: an extent starts at cluster %d, expected %d"
                    .formatted(extent.where(), extent.lowestVcn(), clusters()));
        }
        StructView pairs = extent.mappingPairs();
        long lcn = 0;
        for (int at = 0; at < pairs.length() && pairs.u8(at) != 0; ) {
            int lengthBytes = pairs.u8(at) & 0x0f;
            int startBytes = pairs.u8(at) >> 4;
            if (lengthBytes < 1 || lengthBytes > 8 || startBytes > 8) {
                throw pairs.corrupt(at, "mapping pair", "0x%02x".formatted(pairs.u8(at)), "two digits of at most 8");
            }
            long length = signed(pairs, at + 1, lengthBytes);
            long limit = Long.MAX_VALUE / boot.clusterSize() - clusters();
            if (length < 1 || length > limit) {
                throw pairs.corrupt(at + 1, "length of a run", length, "1.." + limit);
            }
            long delta = signed(pairs, at + 1 + lengthBytes, startBytes);
            lcn += delta; // wraps at worst, and is checked
            boolean hole = startBytes == 0 || lcn == HOLE; // the latter is how NT 4 wrote it
            if (!hole && (lcn < 0 || lcn >= boot.clusters() || length > boot.clusters() - lcn)) {
                throw pairs.corrupt(
                        at + 1 + lengthBytes, "run", lcn + "+" + length, "clusters of 0.." + (boot.clusters() - 1));
            }
            add(length, hole ? HOLE : lcn);
            at += 1 + lengthBytes + startBytes;
        }
        if (clusters() != extent.endVcn()) {
            throw new CorruptDataException("%s: its runs end at cluster %d, expected %d"
                    .formatted(extent.where(), clusters(), extent.endVcn()));
        }
    }

    private static long signed(StructView s, int offset, int length) throws CorruptDataException {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            int b = s.u8(offset + i);
            value = i == length - 1 ? (byte) b : value << 8 | b;
        }
        return value;
    }

    private void add(long length, long lcn) {
        long end = clusters() + length; // less than 2⁶³: see append
        stored += lcn == HOLE ? 0 : length;
        if (size > 0) {
            long last = starts[size - 1];
            boolean goesOn = last == HOLE ? lcn == HOLE : lcn == last + ends[size - 1] - first(size - 1);
            if (goesOn) {
                ends[size - 1] = end;
                return;
            }
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
        }
        ends[size] = end;
        starts[size++] = lcn;
    }
}
