package io.guestkit.fs.exfat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A file directory entry with the entries that belong to it. Names and offsets: exFAT specification, 7.4, 7.6 and 7.7.
 *
 * @param name at most 255 units of UTF-16
 * @param contiguous NoFatChain
 * @param validDataLength at most {@code dataLength}
 * @param firstCluster 0 if there is none
 */
record EntrySet(
        String name,
        int attributes,
        Instant created,
        Instant modified,
        Instant accessed,
        boolean contiguous,
        long validDataLength,
        long firstCluster,
        long dataLength) {

    static final int ENTRY = 32;
    static final int FILE = 0x85;
    static final int STREAM_EXTENSION = 0xc0;
    static final int FILE_NAME = 0xc1;
    /** How many entries may belong to a file: one for its content, and 17 for its name. */
    static final int MIN_SECONDARY = 2;

    static final int MAX_SECONDARY = 18;

    static final int ATTRIBUTE_READ_ONLY = 0x01;
    static final int ATTRIBUTE_DIRECTORY = 0x10;

    private static final int UNITS = 15;
    private static final int MAX_NAME = 255;
    private static final int FLAG_NO_FAT_CHAIN = 0x02;
    private static final int OFFSET_VALID = 0x80;

    /** How many entries belong to this one, which is a file directory entry. */
    static int secondaryCount(StructView file) throws CorruptDataException {
        return file.u8In(0x01, "SecondaryCount", MIN_SECONDARY, MAX_SECONDARY);
    }

    /** @param entries the file directory entry, and as many as it says after it */
    static EntrySet parse(List<StructView> entries) throws CorruptDataException {
        StructView file = entries.getFirst();
        verify(entries);
        StructView stream = entries.get(1);
        if (stream.u8(0x00) != STREAM_EXTENSION) {
            throw stream.corrupt(0x00, "EntryType", hex(stream.u8(0)), hex(STREAM_EXTENSION));
        }
        long dataLength = stream.u63(0x18, "DataLength");
        long valid = stream.u63(0x08, "ValidDataLength");
        boolean directory = (file.u16(0x04) & ATTRIBUTE_DIRECTORY) != 0;
        if (valid > dataLength) {
            throw stream.corrupt(0x08, "ValidDataLength", valid, "at most " + dataLength);
        }
        return new EntrySet(
                name(entries, stream.u8In(0x03, "NameLength", 1, MAX_NAME)),
                file.u16(0x04),
                instant(file, 0x08, file.u8(0x14), 0x16),
                instant(file, 0x0c, file.u8(0x15), 0x17),
                instant(file, 0x10, 0, 0x18),
                (stream.u8(0x01) & FLAG_NO_FAT_CHAIN) != 0,
                directory ? dataLength : valid,
                stream.u32(0x14),
                dataLength);
    }

    private static void verify(List<StructView> entries) throws CorruptDataException {
        int sum = 0;
        for (int i = 0; i < entries.size(); i++) {
            for (int at = 0; at < ENTRY; at++) {
                if (i > 0 || at != 2 && at != 3) {
                    sum = Checksum.add16(sum, entries.get(i).u8(at));
                }
            }
        }
        StructView file = entries.getFirst();
        if (file.u16(0x02) != sum) {
            throw file.corrupt(0x02, "SetChecksum", hex(file.u16(0x02)), hex(sum));
        }
    }

    private static String name(List<StructView> entries, int length) throws CorruptDataException {
        StringBuilder name = new StringBuilder(length);
        for (int i = 2; name.length() < length; i++) {
            if (i == entries.size()) {
                throw entries.get(1).corrupt(0x03, "NameLength", length, "at most " + name.length());
            }
            StructView part = entries.get(i);
            if (part.u8(0x00) != FILE_NAME) {
                throw part.corrupt(0x00, "EntryType", hex(part.u8(0)), hex(FILE_NAME));
            }
            for (int unit = 0; unit < UNITS && name.length() < length; unit++) {
                name.append((char) part.u16(0x02 + unit * 2));
            }
        }
        return name.toString();
    }

    /**
     * Dates count from 1980. A month or day of 0 is taken for 1, and larger ones carry over, so that every value has a
     * meaning.
     *
     * @param hundredths of a second, 0..255
     */
    private static Instant instant(StructView s, int offset, int hundredths, int offsetOfZone)
            throws CorruptDataException {
        int time = s.i32(offset);
        int month = Math.clamp(time >>> 21 & 0x0f, 1, 12);
        long days = LocalDate.of(1980 + (time >>> 25), month, 1).toEpochDay() + Math.max(1, time >>> 16 & 0x1f) - 1;
        long seconds = ((days * 24 + (time >>> 11 & 0x1f)) * 60 + (time >>> 5 & 0x3f)) * 60 + (time & 0x1f) * 2L;
        int zone = s.u8(offsetOfZone);
        if ((zone & OFFSET_VALID) != 0) {
            seconds -= ((byte) (zone << 1) >> 1) * 15L * 60; // seven bits with a sign, in quarters of an hour
        }
        return Instant.ofEpochSecond(seconds + hundredths / 100, hundredths % 100 * 10_000_000L);
    }

    private static String hex(int value) {
        return Integer.toHexString(value);
    }

    boolean isDirectory() {
        return (attributes & ATTRIBUTE_DIRECTORY) != 0;
    }

    /** The entry that the root directory would have. */
    static EntrySet root(long firstCluster, long length) {
        return new EntrySet(
                "",
                ATTRIBUTE_DIRECTORY,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                false,
                length,
                firstCluster,
                length);
    }
}
