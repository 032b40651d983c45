package io.guestkit.image.vmdk;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;

/** Stretches of a file, in sectors, of which neighbours that were added one after the other are one. */
final class FileSpans {

    private static final int LENGTH_BITS = 24;
    private static final long MAX_LENGTH = (1L << LENGTH_BITS) - 1;
    /** 512 TiB; what lies behind is outside of every file that is checked. */
    private static final long MAX_SECTOR = 1L << Long.SIZE - 1 - LENGTH_BITS;

    /** 256 MiB of them; a disk of 2 TiB in grains that are all out of order. */
    private static final int MAX_SPANS = 1 << 25;

    /** Called for every two stretches that have a sector in common, with the first of these sectors. */
    @FunctionalInterface
    interface Overlap {
        void at(long sector);
    }

    /** Called for every stretch between others. */
    @FunctionalInterface
    interface Gap {
        void at(long sector, long length);
    }

    /** First sector and number of sectors of each, in one word, so that they sort as they are. */
    private long[] spans = new long[64];

    private int used;

    /** @throws UnsupportedFeatureException if there are too many to keep in memory */
    void add(long sector, long length) throws UnsupportedFeatureException {
        if (sector >= MAX_SECTOR) {
            return;
        }
        long from = sector;
        long left = Math.min(length, MAX_SECTOR - sector);
        if (used > 0 && start(spans[used - 1]) + length(spans[used - 1]) == sector) {
            long more = Math.min(left, MAX_LENGTH - length(spans[used - 1]));
            spans[used - 1] += more;
            from += more;
            left -= more;
        }
        while (left > 0) {
            if (used == MAX_SPANS) {
                throw new UnsupportedFeatureException(
                        "VMDK: checking a file in more than %d fragments".formatted(MAX_SPANS));
            }
            if (used == spans.length) {
                spans = Arrays.copyOf(spans, used * 2);
            }
            long here = Math.min(left, MAX_LENGTH);
            spans[used++] = from << LENGTH_BITS | here;
            from += here;
            left -= here;
        }
    }

    private static long start(long span) {
        return span >>> LENGTH_BITS;
    }

    private static long length(long span) {
        return span & MAX_LENGTH;
    }

    void sort() {
        Arrays.sort(spans, 0, used);
    }

    /** The sector behind the last one; after {@link #sort}. */
    long end() {
        long end = 0;
        for (int i = 0; i < used; i++) {
            end = Math.max(end, start(spans[i]) + length(spans[i]));
        }
        return end;
    }

    /** Finds stretches that overlap each other; after {@link #sort}. */
    void overlaps(Overlap overlap) {
        long end = 0;
        for (int i = 0; i < used; i++) {
            if (start(spans[i]) < end) {
                overlap.at(start(spans[i]));
            }
            end = Math.max(end, start(spans[i]) + length(spans[i]));
        }
    }

    /** Finds stretches that overlap those of others; after {@link #sort} of both. */
    void overlaps(FileSpans others, Overlap overlap) {
        int first = 0;
        for (int i = 0; i < used; i++) {
            long start = start(spans[i]);
            long end = start + length(spans[i]);
            while (first < others.used && start(others.spans[first]) + length(others.spans[first]) <= start) {
                first++;
            }
            if (first < others.used && start(others.spans[first]) < end) {
                overlap.at(Math.max(start, start(others.spans[first])));
            }
        }
    }

    /** Finds what lies between the stretches, from one sector to another; after {@link #sort}. */
    void gaps(long from, long to, Gap gap) {
        long at = from;
        for (int i = 0; i < used && at < to; i++) {
            long start = Math.min(to, start(spans[i]));
            if (start > at) {
                gap.at(at, start - at);
            }
            at = Math.max(at, start(spans[i]) + length(spans[i]));
        }
        if (at < to) {
            gap.at(at, to - at);
        }
    }
}
