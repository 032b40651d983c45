package io.guestkit.fs.xfs;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What the log changed.
 *
 * @param sectors numbers of the basic blocks of the volume that it has newer versions of, sorted
 * @param newOwners inodes whose trees of extents were swapped, so that their blocks may name the other one
 * @param unfinished inodes in the middle of a change that the kernel would carry on, and what change that is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Replay(long[] sectors, Set<Long> newOwners, Map<Long, String> unfinished) {

    static final Replay NONE = new Replay(new long[0], Set.of(), Map.of());

    /** Whether something in a range of the volume came out of the log. */
    boolean touches(long position, int length) {
        if (sectors.length == 0) {
            return false;
        }
        int first = Arrays.binarySearch(sectors, position / Superblock.BASIC_BLOCK);
        int next = first < 0 ? -first - 1 : first;
        return next < sectors.length && sectors[next] * Superblock.BASIC_BLOCK < position + length;
    }

    boolean changedOwner(long inode) {
        return newOwners.contains(inode);
    }

    /** Refuses what would be half of a change. */
    void requireFinished(Inode inode, String what) throws UnsupportedFeatureException {
        String change = unfinished.get(inode.number());
        if (change != null) {
            throw new UnsupportedFeatureException(
                    "%s: %s cannot be read, as the log ends amid %s; mount and unmount the file system"
                            .formatted(inode.name(), what, change));
        }
    }
}
