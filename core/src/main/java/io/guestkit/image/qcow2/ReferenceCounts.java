package io.guestkit.image.qcow2;

import java.util.Map;
import java.util.TreeMap;

/** How often each cluster of a file is used. Takes memory for those parts of the file only that are used at all. */
final class ReferenceCounts {

    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;

    private final Map<Long, int[]> pages = new TreeMap<>();
    /** Of the page that was asked for last. */
    private long recentNumber = -1;

    private int[] recent = new int[0];
    private long highest = -1;

    /** @param times at least 1 */
    void add(long cluster, int times) {
        int[] page = page(cluster >>> PAGE_BITS);
        int index = (int) cluster & (PAGE - 1);
        page[index] = (int) Math.min((long) page[index] + times, Integer.MAX_VALUE);
        highest = Math.max(highest, cluster);
    }

    private int[] page(long number) {
        if (number != recentNumber) {
            recent = pages.computeIfAbsent(number, key -> new int[PAGE]);
            recentNumber = number;
        }
        return recent;
    }

    /** How often a cluster is used. */
    int get(long cluster) {
        int[] page = pages.get(cluster >>> PAGE_BITS);
        return page == null ? 0 : page[(int) cluster & (PAGE - 1)];
    }

    /** Number of the last cluster that is used; -1 if none is. */
    long highest() {
        return highest;
    }
}
