package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A range of logical addresses and where its bytes are: {@code struct btrfs_chunk}. Positions on devices stay below 2⁶³,
 * which the checks here prove.
 *
 * @param start first logical address
 * @param length in bytes, more than 0
 * @param holdsData whether content of files may be in it; of mixed groups, with metadata
 * @param subStripes copies of each stripe, of {@link Profile#RAID10}
 */
record Chunk(long start, long length, boolean holdsData, Profile profile, int subStripes, List<Stripe> stripes) {

    /** Bytes that lie side by side on one device; all file systems have the same. */
    static final int STRIPE_LENGTH = 0x1_0000;

    /** Bytes of a chunk with one stripe. */
    static final int SMALLEST = 0x50;

    private static final int STRIPES_AT = 0x30;
    private static final int STRIPE_BYTES = 0x20;
    private static final long TYPE_DATA = 1;
    private static final long KNOWN_TYPES = 0x7ff;

    /** A part on one device. */
    record Stripe(long devid, UUID device, long position) {}

    /** How the bytes are spread. */
    enum Profile {
        SINGLE(0, 1, 0),
        RAID0(0x08, 1, 0),
        RAID1(0x10, 2, 0),
        DUP(0x20, 2, 0),
        RAID10(0x40, 2, 0),
        RAID5(0x80, 2, 1),
        RAID6(0x100, 3, 2),
        RAID1C3(0x200, 3, 0),
        RAID1C4(0x400, 4, 0);

        private static final long MASK = 0x7f8;

        private final long bit;
        private final int fewest;
        private final int parities;

        Profile(long bit, int fewest, int parities) {
            this.bit = bit;
            this.fewest = fewest;
            this.parities = parities;
        }

        /** Stripes of parity in a row. */
        int parities() {
            return parities;
        }

        /** How often everything is stored; parity is no copy. */
        int copies() {
            return this == RAID10 ? 2 : isMirrored() ? fewest : 1;
        }

        /** With how many devices a kernel makes new groups. */
        int fewestDevices() {
            return this == DUP ? 1 : fewest;
        }

        /** Whether each stripe holds everything. */
        boolean isMirrored() {
            return this == RAID1 || this == DUP || this == RAID1C3 || this == RAID1C4;
        }

        private static Profile parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
            long type = s.bits64(0x18);
            if ((type & ~KNOWN_TYPES) != 0) {
                throw new UnsupportedFeatureException("%s: type at +0x18 is 0x%x, of which 0x%x is not known"
                        .formatted(s.structure(), type, type & ~KNOWN_TYPES));
            }
            for (Profile profile : values()) {
                if (profile.bit == (type & MASK)) {
                    return profile;
                }
            }
            throw s.corrupt(0x18, "type", Long.toHexString(type), "at most one profile");
        }
    }

    /** Bytes of the chunk that stands at {@code at}: what has to be known before all of it can be read. */
    static int length(StructView s, int at) throws CorruptDataException {
        return STRIPES_AT + s.u16(at + 0x2c) * STRIPE_BYTES;
    }

    static Chunk parse(StructView s, long start) throws CorruptDataException, UnsupportedFeatureException {
        if (start < 0) {
            throw new CorruptDataException("%s: logical address %s, expected less than 2^63"
                    .formatted(s.structure(), Long.toUnsignedString(start)));
        }
        Profile profile = Profile.parse(s);
        int count = s.u16In(0x2c, "num_stripes", profile.fewest, 0xffff);
        if (profile == Profile.SINGLE && count != 1 || profile.isMirrored() && count != profile.fewest) {
            throw s.corrupt(0x2c, "num_stripes", count, profile.fewest + " for " + profile);
        }
        if (s.bits64(0x10) != STRIPE_LENGTH) {
            throw s.corrupt(0x10, "stripe_len", Long.toUnsignedString(s.bits64(0x10)), STRIPE_LENGTH);
        }
        long length = s.u63(0x00, "length");
        if (length == 0 || length > Long.MAX_VALUE - start - STRIPE_LENGTH) {
            throw s.corrupt(0x00, "length", length, "more than 0 and to end below 2^63");
        }
        int subStripes = 1;
        if (profile == Profile.RAID10) {
            subStripes = s.u16In(0x2e, "sub_stripes", 2, 2);
            if (count % 2 != 0) {
                throw s.corrupt(0x2c, "num_stripes", count, "an even number");
            }
        }
        List<Stripe> stripes = new ArrayList<>(); // grows as far as there are bytes
        for (int i = 0; i < count; i++) {
            int at = STRIPES_AT + i * STRIPE_BYTES;
            long position = s.u63(at + 0x08, "offset of stripe");
            // no stripe is longer than the chunk
            if (position > Long.MAX_VALUE - length - STRIPE_LENGTH) {
                throw s.corrupt(at + 0x08, "offset of stripe", position, "to end below 2^63");
            }
            stripes.add(new Stripe(s.bits64(at), s.uuid(at + 0x10), position));
        }
        return new Chunk(start, length, (s.bits64(0x18) & TYPE_DATA) != 0, profile, subStripes, List.copyOf(stripes));
    }

    long end() {
        return start + length;
    }

    /** Stripes of a row that hold data. */
    int dataStripes() {
        return stripes.size() - profile.parities();
    }

    /** In how many ways a byte can be had: as it is stored, from a copy, or by way of the parity. */
    int attempts() {
        return switch (profile) {
            case SINGLE, RAID0 -> 1;
            case RAID1, DUP, RAID1C3, RAID1C4 -> stripes.size();
            case RAID10 -> subStripes;
            case RAID5 -> 2;
            // by P, by Q, and by both with each of the other stripes left out
            case RAID6 -> 3 + dataStripes() - 1;
        };
    }
}
