package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The first 512 bytes of a hive and of its logs, little-endian: "Base block".
 *
 * @param primarySequence incremented before a write
 * @param secondarySequence set to the other one after it: where they differ, the write was not finished
 * @param lastWritten FILETIME, as stored
 * @param rootCell offset of the root's key node from the first hive bin, in bytes; not checked
 * @param binsSize bytes of hive bins, a multiple of 4096 where {@code sealed}
 * @param fileName the last characters of the hive's path
 * @param sealed whether the checksum is right; nothing else can be believed where it is not
 */
record BaseBlock(
        int primarySequence,
        int secondarySequence,
        long lastWritten,
        int minorVersion,
        int fileType,
        long rootCell,
        long binsSize,
        String fileName,
        boolean sealed) {

    /** Bytes that have meaning; the rest of the first page has none for reading. */
    static final int LENGTH = 512;

    /** Where hive bins start. */
    static final int PAGE = 4096;

    static final int PRIMARY = 0;
    private static final int OLD_LOG = 1;
    /** What Windows XP writes instead of {@link #OLD_LOG}. */
    private static final int OLDER_LOG = 2;

    static final int NEW_LOG = 6;

    private static final byte[] SIGNATURE = {'r', 'e', 'g', 'f'};
    private static final int CHECKSUM = 0x1fc;
    /** Offsets have 32 bits, the highest of which tells memory from disk. */
    private static final long MAX_BINS = 0x7fff_f000L;

    static boolean isSigned(StructView s) {
        return s.startsWith(0, SIGNATURE);
    }

    static BaseBlock parse(StructView s) throws CorruptDataException {
        s.expectMagic(0x00, SIGNATURE);
        return new BaseBlock(
                s.i32(0x04),
                s.i32(0x08),
                s.bits64(0x0c),
                s.i32(0x18),
                s.i32(0x1c),
                s.u32(0x24),
                s.u32(0x28),
                fileName(s),
                checksum(s) == s.i32(CHECKSUM));
    }

    /** Refuses what this package does not read. */
    BaseBlock supported(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        if (s.i32(0x14) != 1 || minorVersion < 3 || minorVersion > 6) {
            throw new UnsupportedFeatureException(
                    "registry hive of version %d.%d; read are 1.3 to 1.6".formatted(s.u32(0x14), s.u32(0x18)));
        }
        if (s.u32(0x20) != 1) {
            throw s.corrupt(0x20, "File format", s.u32(0x20), 1);
        }
        if (binsSize == 0 || binsSize % PAGE != 0 || binsSize > MAX_BINS) {
            throw s.corrupt(0x28, "Hive bins data size", binsSize, "a multiple of 4096 up to " + MAX_BINS);
        }
        return this;
    }

    boolean isOldLog() {
        return fileType == OLD_LOG || fileType == OLDER_LOG;
    }

    boolean isDirty() {
        return !sealed || primarySequence != secondarySequence;
    }

    /** Whether values of more than 16344 bytes are in segments. */
    boolean hasBigData() {
        return minorVersion > 3;
    }

    Instant lastWrittenTime() {
        return FileTimes.instant(lastWritten);
    }

    private static String fileName(StructView s) throws CorruptDataException {
        String name = new String(s.bytes(0x30, 64), StandardCharsets.UTF_16LE);
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    /** All words before it, exclusively or-ed; two values are reserved. */
    private static int checksum(StructView s) throws CorruptDataException {
        int sum = 0;
        for (int at = 0; at < CHECKSUM; at += 4) {
            sum ^= s.i32(at);
        }
        return sum == 0 ? 1 : sum == -1 ? -2 : sum;
    }
}
