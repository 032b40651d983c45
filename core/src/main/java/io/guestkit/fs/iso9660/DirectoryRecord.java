package io.guestkit.fs.iso9660;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A directory record. Names and offsets: ECMA-119, 9.1.
 *
 * @param position of the record in the volume, in bytes
 * @param extent Location of Extent, in logical blocks, the extended attribute record passed over
 * @param dataLength in bytes
 * @param interleaved whether the extent is mixed with another file's
 * @param systemUse what stands behind the name, of no fixed meaning
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DirectoryRecord(
        long position,
        long extent,
        long dataLength,
        Instant recorded,
        int flags,
        boolean interleaved,
        byte[] identifier,
        StructView systemUse) {

    static final int FLAG_DIRECTORY = 0x02;
    static final int FLAG_ASSOCIATED = 0x04;
    static final int FLAG_MULTI_EXTENT = 0x80;

    /** Length of what every record has. */
    static final int FIXED = 33;

    static final int DATE_LENGTH = 7;
    private static final int MOST_QUARTERS = 52;

    /** @param s as long as the record says that it is */
    static DirectoryRecord parse(StructView s, long position) throws CorruptDataException {
        if (s.length() < FIXED + 1) {
            throw s.corrupt(0, "length", s.length(), FIXED + 1 + " or more");
        }
        int nameLength = s.u8In(32, "length of file identifier", 1, s.length() - FIXED);
        int systemUse = Math.min(FIXED + nameLength + (nameLength % 2 == 0 ? 1 : 0), s.length());
        return new DirectoryRecord(
                position,
                s.u32(2) + s.u8(1),
                s.u32(10),
                date(s, 18),
                s.u8(25),
                s.u8(26) != 0 || s.u8(27) != 0,
                s.bytes(FIXED, nameLength),
                s.slice("iso9660 system use area", systemUse, s.length() - systemUse));
    }

    /**
     * Seven bytes: the year since 1900, month, day, hour, minute, second, and the zone in quarters of an hour. What is out
     * of range carries over, and a zone that there is not is left aside, as Linux does.
     */
    static Instant date(StructView s, int offset) throws CorruptDataException {
        int month = s.u8(offset + 1);
        if (s.u8(offset) == 0 && month == 0) {
            return Instant.EPOCH; // nobody set it
        }
        int zone = (byte) s.u8(offset + 6);
        long days =
                LocalDate.of(1900 + s.u8(offset), Math.clamp(month, 1, 12), 1).toEpochDay() + s.u8(offset + 2) - 1;
        long seconds = ((days * 24 + s.u8(offset + 3)) * 60 + s.u8(offset + 4)) * 60 + s.u8(offset + 5);
        return Instant.ofEpochSecond(Math.abs(zone) <= MOST_QUARTERS ? seconds - zone * 15L * 60 : seconds);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether it stands for the directory itself or the one above. */
    boolean isDot() {
        return identifier.length == 1 && (identifier[0] == 0 || identifier[0] == 1);
    }
}
