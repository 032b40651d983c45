package io.guestkit.volume.mbr;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * One of the four entries of a boot record, little-endian. The addresses in cylinders, heads and sectors at +1 and +5
 * are not read: nothing has gone by them since disks outgrew 8 GiB.
 *
 * @param status 0x80 for the partition to boot from, 0 for any other
 * @param type what the partition is said to hold
 * @param start in sectors, counted from what the record that holds the entry says
 * @param sectors length
 */
record MbrEntry(int status, int type, long start, long sectors) {

    static final int LENGTH = 16;

    private static final int ACTIVE = 0x80;

    static MbrEntry parse(StructView s) throws CorruptDataException {
        return new MbrEntry(s.u8(0x00), s.u8(0x04), s.u32(0x08), s.u32(0x0c));
    }

    /** Whether there is a partition. Its type does not matter: Linux goes by the length alone. */
    boolean isUsed() {
        return sectors != 0;
    }

    /** Whether this is a container of logical partitions, in any of its three spellings: DOS, LBA, Linux. */
    boolean isExtended() {
        return type == 0x05 || type == 0x0f || type == 0x85;
    }

    /** Whether this is the entry that keeps other systems away from a GPT. */
    boolean isProtective() {
        return type == 0xee;
    }

    boolean isActive() {
        return status == ACTIVE;
    }

    /** Whether the status is one that entries have; boot code that is mistaken for an entry mostly has another. */
    boolean hasKnownStatus() {
        return status == 0 || status == ACTIVE;
    }

    /** The type as two hexadecimal digits. */
    String typeName() {
        return (type < 0x10 ? "0" : "") + Integer.toHexString(type);
    }
}
