package io.guestkit.fs.ext4;

import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The checksums of ext4 and jbd2, chained as the kernel chains them: the result of one call is the seed of the next one,
 * and nothing is inverted at either end.
 */
final class Checksum {

    /** The seed at the start of a chain. */
    static final int INITIAL = -1;

    private static final int CRC32C_POLYNOMIAL = 0x82f6_3b78;
    private static final int CRC16_POLYNOMIAL = 0xa001;
    private static final int CRC32_BE_POLYNOMIAL = 0x04c1_1db7;

    private Checksum() {}

    static int crc32c(int seed, byte[] bytes, int offset, int length) {
        CRC32C crc = startingAt(seed);
        crc.update(bytes, offset, length);
        return ~(int) crc.getValue();
    }

    /** Goes on over a number that is stored in little-endian order. */
    static int crc32cLe32(int seed, int number) {
        CRC32C crc = startingAt(seed);
        updateLe32(crc, number);
        return ~(int) crc.getValue();
    }

    /** Goes on over a number that is stored in big-endian order. */
    static int crc32cBe32(int seed, int number) {
        return crc32cLe32(seed, Integer.reverseBytes(number));
    }

    static int crc32c(int seed, UUID uuid) {
        int high = crc32cBe32(
                crc32cBe32(seed, (int) (uuid.getMostSignificantBits() >>> 32)), (int) uuid.getMostSignificantBits());
        return crc32cBe32(
                crc32cBe32(high, (int) (uuid.getLeastSignificantBits() >>> 32)), (int) uuid.getLeastSignificantBits());
    }

    /** A whole structure, whose field of {@code fieldLength} bytes at {@code field} (its checksum) counts as zeros. */
    static int crc32cWithout(int seed, byte[] bytes, int field, int fieldLength) {
        int crc = crc32c(seed, bytes, 0, field);
        crc = crc32c(crc, new byte[fieldLength], 0, fieldLength);
        return crc32c(crc, bytes, field + fieldLength, bytes.length - field - fieldLength);
    }

    /**
     * The JDK's CRC32C (which is the processor's) always starts at all ones. Four well-chosen bytes lead it from there to
     * any other state: those that a register at {@code seed} gives when it is run backwards.
     */
    private static CRC32C startingAt(int seed) {
        CRC32C crc = new CRC32C();
        if (seed != INITIAL) {
            int register = seed;
            for (int i = 0; i < Integer.SIZE; i++) {
                register = register < 0 ? (register ^ CRC32C_POLYNOMIAL) << 1 | 1 : register << 1;
            }
            updateLe32(crc, ~register);
        }
        return crc;
    }

    private static void updateLe32(CRC32C crc, int number) {
        crc.update(number);
        crc.update(number >>> 8);
        crc.update(number >>> 16);
        crc.update(number >>> 24);
    }

    /** CRC-16/ARC, which protects group descriptors where uninit_bg is on and metadata_csum is not. */
    static int crc16(int seed, byte[] bytes, int offset, int length) {
        int crc = seed & 0xffff;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ CRC16_POLYNOMIAL : crc >>> 1;
            }
        }
        return crc;
    }

    /** CRC-32 with the highest bit first, which protects commits where the journal has the old compat checksum. */
    static int crc32Be(int seed, byte[] bytes) {
        int crc = seed;
        for (byte b : bytes) {
            crc ^= b << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ CRC32_BE_POLYNOMIAL : crc << 1;
            }
        }
        return crc;
    }
}
