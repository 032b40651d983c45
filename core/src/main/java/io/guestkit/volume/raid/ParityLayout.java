package io.guestkit.volume.raid;

import io.guestkit.io.UnsupportedFeatureException;

/** Which member holds what of each stripe of RAID 4, 5 or 6. Numbers are those that MD stores. */
public enum ParityLayout {
    RAID4(4, 0),
    RAID5_LEFT_ASYMMETRIC(5, 0),
    RAID5_RIGHT_ASYMMETRIC(5, 1),
    RAID5_LEFT_SYMMETRIC(5, 2),
    RAID5_RIGHT_SYMMETRIC(5, 3),
    RAID5_PARITY_FIRST(5, 4),
    RAID5_PARITY_LAST(5, 5),
    RAID6_LEFT_ASYMMETRIC(6, 0),
    RAID6_RIGHT_ASYMMETRIC(6, 1),
    RAID6_LEFT_SYMMETRIC(6, 2),
    RAID6_RIGHT_SYMMETRIC(6, 3),
    RAID6_PARITY_FIRST(6, 4),
    RAID6_PARITY_LAST(6, 5),
    RAID6_ROTATING_ZERO_RESTART(6, 8),
    RAID6_ROTATING_N_RESTART(6, 9),
    RAID6_ROTATING_N_CONTINUE(6, 10),
    RAID6_LEFT_ASYMMETRIC_6(6, 16),
    RAID6_RIGHT_ASYMMETRIC_6(6, 17),
    RAID6_LEFT_SYMMETRIC_6(6, 18),
    RAID6_RIGHT_SYMMETRIC_6(6, 19),
    RAID6_PARITY_FIRST_6(6, 20);

    private final int level;
    private final int number;

    ParityLayout(int level, int number) {
        this.level = level;
        this.number = number;
    }

    /**
     * @param level 4, 5 or 6
     * @param number as MD stores it; RAID 4 has none
     */
    public static ParityLayout of(int level, long number) throws UnsupportedFeatureException {
        for (ParityLayout layout : values()) {
            if (layout.level == level && (level == 4 || layout.number == number)) {
                return layout;
            }
        }
        throw new UnsupportedFeatureException("layout " + number + " of RAID " + level + " is not known");
    }

    /** How many members of each stripe hold parity: 1 or 2. */
    public int parities() {
        return level == 6 ? 2 : 1;
    }

    /** Whether the second parity counts all members, as DDF has it. */
    boolean countsAll() {
        return number >= 8 && number <= 10;
    }

    /** The member with the first parity of a stripe. */
    int p(long stripe, int members) {
        return switch (this) {
            case RAID4, RAID5_PARITY_LAST -> members - 1;
            case RAID5_PARITY_FIRST, RAID6_PARITY_FIRST, RAID6_PARITY_FIRST_6 -> 0;
            case RAID6_PARITY_LAST -> members - 2;
            case RAID5_LEFT_ASYMMETRIC,
                    RAID5_LEFT_SYMMETRIC,
                    RAID6_LEFT_ASYMMETRIC,
                    RAID6_LEFT_SYMMETRIC,
                    RAID6_ROTATING_N_CONTINUE -> members - 1 - (int) (stripe % members);
            case RAID6_ROTATING_N_RESTART -> members - 1 - (int) ((stripe + 1) % members);
            case RAID5_RIGHT_ASYMMETRIC,
                    RAID5_RIGHT_SYMMETRIC,
                    RAID6_RIGHT_ASYMMETRIC,
                    RAID6_RIGHT_SYMMETRIC,
                    RAID6_ROTATING_ZERO_RESTART -> (int) (stripe % members);
            case RAID6_LEFT_ASYMMETRIC_6, RAID6_LEFT_SYMMETRIC_6 -> members - 2 - (int) (stripe % (members - 1));
            case RAID6_RIGHT_ASYMMETRIC_6, RAID6_RIGHT_SYMMETRIC_6 -> (int) (stripe % (members - 1));
        };
    }

    /** The member with the second parity of a stripe; -1 where there is none. */
    int q(long stripe, int members) {
        return switch (this) {
            case RAID4,
                    RAID5_LEFT_ASYMMETRIC,
                    RAID5_RIGHT_ASYMMETRIC,
                    RAID5_LEFT_SYMMETRIC,
                    RAID5_RIGHT_SYMMETRIC,
                    RAID5_PARITY_FIRST,
                    RAID5_PARITY_LAST -> -1;
            case RAID6_LEFT_ASYMMETRIC,
                    RAID6_RIGHT_ASYMMETRIC,
                    RAID6_LEFT_SYMMETRIC,
                    RAID6_RIGHT_SYMMETRIC,
                    RAID6_PARITY_FIRST,
                    RAID6_PARITY_LAST,
                    RAID6_ROTATING_ZERO_RESTART,
                    RAID6_ROTATING_N_RESTART -> (p(stripe, members) + 1) % members;
            case RAID6_ROTATING_N_CONTINUE -> (p(stripe, members) + members - 1) % members;
            case RAID6_LEFT_ASYMMETRIC_6,
                    RAID6_RIGHT_ASYMMETRIC_6,
                    RAID6_LEFT_SYMMETRIC_6,
                    RAID6_RIGHT_SYMMETRIC_6,
                    RAID6_PARITY_FIRST_6 -> members - 1;
        };
    }

    /** The member with a chunk of data. */
    int data(long stripe, int chunk, int members) {
        int p = p(stripe, members);
        return switch (this) {
            case RAID4, RAID5_PARITY_LAST, RAID6_PARITY_LAST -> chunk;
            case RAID5_PARITY_FIRST, RAID6_PARITY_FIRST_6 -> chunk + 1;
            case RAID6_PARITY_FIRST -> chunk + 2;
            case RAID5_LEFT_ASYMMETRIC, RAID5_RIGHT_ASYMMETRIC, RAID6_LEFT_ASYMMETRIC_6, RAID6_RIGHT_ASYMMETRIC_6 ->
                chunk >= p ? chunk + 1 : chunk;
            case RAID5_LEFT_SYMMETRIC, RAID5_RIGHT_SYMMETRIC, RAID6_ROTATING_N_CONTINUE -> (p + 1 + chunk) % members;
            case RAID6_LEFT_SYMMETRIC, RAID6_RIGHT_SYMMETRIC -> (p + 2 + chunk) % members;
            case RAID6_LEFT_SYMMETRIC_6, RAID6_RIGHT_SYMMETRIC_6 -> (p + 1 + chunk) % (members - 1);
            case RAID6_LEFT_ASYMMETRIC,
                    RAID6_RIGHT_ASYMMETRIC,
                    RAID6_ROTATING_ZERO_RESTART,
                    RAID6_ROTATING_N_RESTART -> {
                if (p == members - 1) {
                    yield chunk + 1; // the second parity is on the first member
                }
                yield chunk >= p ? chunk + 2 : chunk;
            }
        };
    }

    /** The power of the generator with which a member with data counts in the second parity. */
    int power(long stripe, int member, int members) {
        if (countsAll()) {
            return member;
        }
        int q = q(stripe, members);
        int p = p(stripe, members);
        int power = 0;
        for (int at = (q + 1) % members; at != member; at = (at + 1) % members) {
            if (at != p && at != q) {
                power++;
            }
        }
        return power;
    }
}
