package io.guestkit.codec.tar;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * Header of a member of a tar. Offsets: POSIX.1-2001 pax, "ustar Interchange Format"; numbers beyond octal: GNU tar.
 *
 * @param name with its prefix, as far as 255 bytes reach
 * @param mode permission bits; -1 if there is no number, which many readers have no need of
 * @param uid owner; -1 as above
 * @param gid group; -1 as above
 * @param size of what follows, in bytes
 * @param type POSIX {@code typeflag}
 * @param target POSIX {@code linkname}
 */
record TarHeader(String name, int mode, long uid, long gid, long size, char type, String target) {

    static final int LENGTH = 512;

    private static final int CHECKSUM = 0x94;
    private static final int CHECKSUM_LENGTH = 8;
    private static final byte[] USTAR = {'u', 's', 't', 'a', 'r', 0};

    /** Whether these are the zeros that end a tar. */
    static boolean isEnd(StructView s) throws CorruptDataException {
        for (int at = 0; at < LENGTH; at += Long.BYTES) {
            if (s.bits64(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the checksum is right, which hardly happens by chance. */
    static boolean isOne(StructView s) throws CorruptDataException {
        long expected;
        try {
            expected = number(s, CHECKSUM, CHECKSUM_LENGTH, "chksum");
        } catch (CorruptDataException e) {
            return false;
        }
        long sum = 0;
        long signedSum = 0; // some old tars summed what they took for signed
        for (int at = 0; at < LENGTH; at++) {
            boolean own = at >= CHECKSUM && at < CHECKSUM + CHECKSUM_LENGTH;
            int value = own ? ' ' : s.u8(at);
            sum += value;
            signedSum += (byte) value;
        }
        return sum == expected || signedSum == expected;
    }

    static TarHeader parse(StructView s) throws CorruptDataException {
        if (!isOne(s)) {
            throw s.corrupt(CHECKSUM, "chksum", "another sum", "that of the header");
        }
        String name = s.text(0x00, 100);
        if (s.startsWith(0x101, USTAR) && s.u8(0x159) != 0) {
            name = s.text(0x159, 155) + '/' + name;
        }
        long mode = optional(s, 0x64, "mode");
        return new TarHeader(
                name,
                mode < 0 ? -1 : (int) mode & 07777, // some keep the type of the file there, too
                optional(s, 0x6c, "uid"),
                optional(s, 0x74, "gid"),
                number(s, 0x7c, 12, "size"),
                (char) s.u8(0x9c),
                s.text(0x9d, 100));
    }

    private static long optional(StructView s, int offset, String field) {
        try {
            return number(s, offset, 8, field);
        } catch (CorruptDataException e) {
            return -1;
        }
    }

    /** Octal digits, or where the first bit is set a big-endian binary number. */
    private static long number(StructView s, int offset, int length, String field) throws CorruptDataException {
        long value = 0;
        if (s.u8(offset) == 0x80) {
            for (int i = 1; i < length; i++) {
                if (value >>> 55 != 0) {
                    throw s.corrupt(offset, field, "more than 2^63-1", "a size");
                }
                value = value << 8 | s.u8(offset + i);
            }
            return value;
        }
        int at = offset;
        int end = offset + length;
        while (at < end && s.u8(at) == ' ') {
            at++;
        }
        for (; at < end && s.u8(at) != 0 && s.u8(at) != ' '; at++) { // 12 digits of 3 bits
            int digit = s.u8(at) - '0';
            if (digit < 0 || digit > 7) {
                throw s.corrupt(offset, field, "no octal number", "octal digits");
            }
            value = value << 3 | digit;
        }
        return value;
    }
}
