package io.guestkit.image;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.BitSet;

/** Which of the equally large places of a file are taken, for a check: one bit for each. */
public final class PlaceMap {

    /** 32 MiB of bits; with places of 1 MiB that is a file of 256 TiB. */
    private static final long MAX_PLACES = 1L << 28;

    private final int places;
    private final BitSet taken = new BitSet();

    /** @param places how many the file has */
    public PlaceMap(long places) throws UnsupportedFeatureException {
        if (places > MAX_PLACES) {
            throw new UnsupportedFeatureException(
                    "checks of files that have room for %d blocks; up to %d are checked".formatted(places, MAX_PLACES));
        }
        this.places = (int) places;
    }

    /**
     * Takes some places.
     *
     * @param first and {@code count} may reach out of the file
     * @return false if one of them was taken already; all are, afterwards
     */
    public boolean take(long first, long count) {
        int from = (int) Math.clamp(first, 0, places);
        int to = (int) Math.clamp(first + count, 0, places);
        int next = taken.nextSetBit(from);
        boolean free = next < 0 || next >= to;
        taken.set(from, to);
        return free;
    }

    /** Told of free places. */
    @FunctionalInterface
    public interface FreePlaces {
        void found(long first, long count);
    }

    /** Tells of all free places, neighbours together. */
    public void free(FreePlaces told) {
        for (int from = taken.nextClearBit(0); from < places; ) {
            int next = taken.nextSetBit(from);
            int to = next < 0 ? places : Math.min(next, places);
            told.found(from, to - from);
            from = taken.nextClearBit(to);
        }
    }
}
