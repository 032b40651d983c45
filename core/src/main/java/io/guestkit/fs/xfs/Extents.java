package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.StructView;

/** Extents in a row, sorted by block of the file: those of a fork, or those of a leaf of an {@link ExtentTree}. */
final class Extents implements BlockMap {

    static final int RECORD = 16;

    private static final int COUNT_BITS = 21;
    private static final int START_HIGH_BITS = 9;
    private static final int START_LOW_BITS = 43;

    private final long low;
    private final long high;
    private final long[] logical;
    private final long[] physical;
    private final int[] count;

    /** Extents that lie in {@code [low, high)}, which is checked with all else. */
    private Extents(StructView view, int offset, int records, long low, long high, BlockStore store)
            throws CorruptDataException {
        this.low = low;
        this.high = high;
        this.logical = new long[records];
        this.physical = new long[records]; // 0 for an unwritten one
        this.count = new int[records];
        long end = low;
        for (int i = 0; i < records; i++) {
            int at = offset + i * RECORD;
            long first = view.bits64(at);
            long second = view.bits64(at + 8);
            // a flag, 54 bits of place in the file, 52 of place in the file system, 21 of length
            logical[i] = first << 1 >>> START_HIGH_BITS + 1;
            long start = (first & (1 << START_HIGH_BITS) - 1) << START_LOW_BITS | second >>> COUNT_BITS;
            count[i] = (int) (second & (1 << COUNT_BITS) - 1);
            if (logical[i] < end || logical[i] >= high) {
                throw view.corrupt(at, "br_startoff", logical[i], end + ".." + (high - 1));
            }
            end = logical[i] + count[i];
            if (count[i] < 1 || end > high) {
                throw view.corrupt(at, "br_blockcount", count[i], "1.." + (high - logical[i]));
            }
            store.requireInside(start, count[i], view.structure());
            physical[i] = first < 0 ? 0 : start;
        }
    }

    /** The extents that an inode has room for in its fork. */
    static Extents inline(Fork fork, BlockStore store) throws CorruptDataException {
        StructView view = fork.view();
        long most = view.length() / RECORD;
        if (fork.extents() < 0 || fork.extents() > most) {
            throw fork.inode()
                    .corrupt("its %s has %s extents, expected at most the %d there is room for"
                            .formatted(fork.name(), Long.toUnsignedString(fork.extents()), most));
        }
        return new Extents(view, 0, (int) fork.extents(), 0, LIMIT, store);
    }

    static Extents leaf(StructView view, int offset, int records, long low, long high, BlockStore store)
            throws CorruptDataException {
        return new Extents(view, offset, records, low, high, store);
    }

    /** Whether {@link #at} knows what is there. */
    boolean covers(long block) {
        return block >= low && block < high;
    }

    @Override
    public BlockRun at(long block) {
        int from = 0;
        int to = logical.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (logical[middle] <= block) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        int last = from - 1;
        if (last >= 0 && block < logical[last] + count[last]) {
            Extent.Kind kind = physical[last] == 0 ? Extent.Kind.ZERO : Extent.Kind.DATA;
            return new BlockRun(logical[last], count[last], physical[last], kind).from(block);
        }
        return BlockRun.hole(block, (from < logical.length ? logical[from] : high) - block);
    }
}
