package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.time.Instant;

/**
 * The times and flags of a file. Names of fields: STANDARD_INFORMATION.
 *
 * @param flags FILE_ATTRIBUTE_…
 */
record FileTimes(Instant created, Instant modified, Instant changed, Instant accessed, int flags) {

    static final int READ_ONLY_TO_ARCHIVE = 0x27;
    static final int HIDDEN = 0x02;
    static final int SYSTEM = 0x04;
    static final int OFFLINE = 0x1000;
    static final int RECALL_ON_OPEN = 0x4_0000;
    static final int RECALL_ON_DATA_ACCESS = 0x40_0000;

    private static final long UNITS_PER_SECOND = 10_000_000;
    /** From 1601 to 1970. */
    private static final long EPOCH_SECONDS = 11_644_473_600L;

    static FileTimes parse(StructView s) throws CorruptDataException {
        return new FileTimes(time(s, 0x00), time(s, 0x08), time(s, 0x10), time(s, 0x18), s.i32(0x20));
    }

    /** In units of 100 ns since 1601. They are taken for signed, as Linux does. */
    private static Instant time(StructView s, int offset) throws CorruptDataException {
        long units = s.bits64(offset);
        return Instant.ofEpochSecond(
                Math.floorDiv(units, UNITS_PER_SECOND) - EPOCH_SECONDS, Math.floorMod(units, UNITS_PER_SECOND) * 100);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
