package io.guestkit.fs.fat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.time.Instant;

/**
 * A short directory entry. Names and offsets: FAT32 File System Specification, "FAT Directory Structure".
 *
 * @param shortName decoded, in the case in which it is shown; may be empty
 * @param checksum of the eleven bytes of the short name, by which the pieces of a long name know it
 * @param attr see the constants
 * @param firstCluster unsigned 32 bits, unchecked; 0 if there is none
 * @param fileSize in bytes; 0 for directories
 */
record DirectoryEntry(
        String shortName,
        int checksum,
        int attr,
        int crtTimeTenth,
        int crtTime,
        int crtDate,
        int lstAccDate,
        int wrtTime,
        int wrtDate,
        long firstCluster,
        long fileSize) {

    static final int LENGTH = 32;

    static final int ATTR_READ_ONLY = 0x01;
    static final int ATTR_VOLUME_ID = 0x08;
    static final int ATTR_DIRECTORY = 0x10;

    /** The first byte of the name of an entry that is no longer in use. */
    static final int DELETED = 0xe5;

    private static final int NAME_LENGTH = 11;

    /** An entry for the root directory, which has none. */
    static DirectoryEntry root(int cluster) {
        return new DirectoryEntry("", 0, ATTR_DIRECTORY, 0, 0, 0, 0, 0, 0, cluster, 0);
    }

    /** @param type only FAT32 stores the upper half of a cluster number */
    static DirectoryEntry parse(StructView s, FatType type) throws CorruptDataException {
        int high = type == FatType.FAT32 ? s.u16(0x14) : 0;
        return new DirectoryEntry(
                ShortName.decode(s.bytes(0x00, NAME_LENGTH), s.u8(0x0c)),
                checksum(s),
                s.u8(0x0b),
                s.u8(0x0d),
                s.u16(0x0e),
                s.u16(0x10),
                s.u16(0x12),
                s.u16(0x16),
                s.u16(0x18),
                (long) high << 16 | s.u16(0x1a),
                s.u32(0x1c));
    }

    private static int checksum(StructView s) throws CorruptDataException {
        int sum = 0;
        for (int i = 0; i < NAME_LENGTH; i++) {
            sum = ((sum & 1) << 7) + (sum >> 1) + s.u8(i) & 0xff;
        }
        return sum;
    }

    boolean isDirectory() {
        return (attr & ATTR_DIRECTORY) != 0;
    }

    Instant modified() {
        return instant(wrtDate, wrtTime, 0);
    }

    Instant accessed() {
        return instant(lstAccDate, 0, 0);
    }

    /** Meaningful where {@link #crtDate} is not 0. */
    Instant created() {
        return instant(crtDate, crtTime, crtTimeTenth);
    }

    /**
     * Dates count from 1980. Fields out of range are common where nobody set them: a month or day of 0 is taken for 1, a
     * month behind December for December, and larger hours, minutes and seconds carry over, so that every value has a
     * meaning.
     *
     * @param hundredths of a second, 0..255
     */
    private static Instant instant(int date, int time, int hundredths) {
        int month = Math.clamp(date >> 5 & 0x0f, 1, 12);
        long days = java.time.LocalDate.of(1980 + (date >> 9), month, 1).toEpochDay() + Math.max(1, date & 0x1f) - 1;
        long seconds = ((days * 24 + (time >> 11)) * 60 + (time >> 5 & 0x3f)) * 60 + (time & 0x1f) * 2L;
        return Instant.ofEpochSecond(seconds + hundredths / 100, hundredths % 100 * 10_000_000L);
    }
}
