package io.guestkit.volume.raid;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;

/**
 * How RAID 10 keeps its copies, as MD stores it in one word.
 *
 * @param near copies next to each other in a stripe
 * @param far copies elsewhere on the members
 * @param offset whether the far copies are in the next stripes, rather than in the next part of the members
 * @param sets 0: far copies go round all members; 1 and 2: inside of sets of members (bits 17 and 18)
 */
public record Raid10Layout(int near, int far, boolean offset, int sets) {

    public Raid10Layout {
        if (near < 1 || far < 1) {
            throw new IllegalArgumentException(near + " near and " + far + " far copies");
        }
    }

    /**
     * @param word as MD stores it
     * @param members of the array
     */
    public static Raid10Layout parse(long word, int members) throws CorruptDataException, UnsupportedFeatureException {
        int near = (int) word & 0xff;
        int far = (int) (word >> 8) & 0xff;
        if (word >> 17 > 2) {
            throw new UnsupportedFeatureException("layout 0x" + Long.toHexString(word) + " of RAID 10 is not known");
        }
        if (near < 1 || far < 1 || near * far > members) {
            throw new CorruptDataException("layout 0x%x of RAID 10 means %d near times %d far copies on %d members"
                    .formatted(word, near, far, members));
        }
        return new Raid10Layout(near, far, (word & 1 << 16) != 0, (int) (word >> 17));
    }

    int copies() {
        return near * far;
    }

    /** How many members far copies stay inside of. */
    int setSize(int members) {
        return switch (sets) {
            case 1 -> members / far;
            case 2 -> near * far;
            default -> members;
        };
    }

    /**
     * How much of each member is used for each far copy.
     *
     * @param memberSize in bytes
     */
    long stride(long memberSize, long chunk, int members) {
        if (offset) {
            return chunk;
        }
        long chunks = memberSize / chunk / far * members / near * copies();
        return (chunks + members - 1) / members / far * chunk;
    }

    /**
     * Size of an array in bytes.
     *
     * @param memberSize in bytes, below 2⁵⁶/members
     */
    public long size(long memberSize, long chunk, int members) {
        return memberSize / chunk / far * members / near * chunk;
    }
}
