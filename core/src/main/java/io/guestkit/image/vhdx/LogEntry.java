package io.guestkit.image.vhdx;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log: a header, descriptors of what is to be written, and sectors with the data of those that need any.
 * Names and offsets: [MS-VHDX] 2.3.1.
 *
 * @param offset of the entry in the log, in bytes
 * @param length in bytes, a multiple of the sector size
 * @param tail where in the log the first entry is that was not yet written to its place when this one was made
 * @param flushedFileOffset size that the file had at least
 * @param lastFileOffset size that the file is to have at least
 */
record LogEntry(
        long offset,
        long length,
        long tail,
        long sequenceNumber,
        int descriptorCount,
        long flushedFileOffset,
        long lastFileOffset) {

    static final int SECTOR = 4096;
    static final int HEADER_LENGTH = 64;
    static final int DESCRIPTOR_LENGTH = 32;

    private static final byte[] SIGNATURE = "loge".getBytes(StandardCharsets.US_ASCII);
    private static final int CHUNK = 64 << 10;

    /** A log in which a read may go round the end, what its entries must bear, and how much may be read to check that. */
    static final class Ring {

        private final BlockSource twice;
        private final long length;
        private final UUID guid;
        private long budget;

        /**
         * @param twice the log followed by itself
         * @param length of the log in bytes
         */
        Ring(BlockSource twice, long length, UUID guid, long budget) {
            this.twice = twice;
            this.length = length;
            this.guid = guid;
            this.budget = budget;
        }

        BlockSource twice() {
            return twice;
        }

        long length() {
            return length;
        }

        /** Whether {@code bytes} more may be read. */
        boolean spend(long bytes) {
            budget -= bytes;
            return budget >= 0;
        }

        boolean isSpent() {
            return budget < 0;
        }
    }

    /**
     * Reads the entry at {@code offset} of the log.
     *
     * @return null if there is none, or none that is whole
     */
    static @Nullable LogEntry read(Ring log, long offset) throws IOException {
        StructView s = StructView.littleEndian("VHDX log entry", log.twice(), offset, HEADER_LENGTH);
        if (!s.startsWith(0x00, SIGNATURE) || !s.guid(0x20).equals(log.guid)) {
            return null;
        }
        long length = s.u32(0x08);
        long tail = s.u32(0x0c);
        long sequenceNumber = s.bits64(0x10);
        long descriptors = s.u32(0x18);
        boolean plausible = length >= SECTOR
                && length <= log.length()
                && length % SECTOR == 0
                && tail < log.length()
                && tail % SECTOR == 0
                && sequenceNumber != 0
                && HEADER_LENGTH + DESCRIPTOR_LENGTH * descriptors <= length
                && s.bits64(0x30) >= 0
                && s.bits64(0x38) >= 0;
        if (!plausible || !log.spend(length) || s.u32(Checksum.FIELD) != checksum(log, offset, length)) {
            return null;
        }
        return new LogEntry(offset, length, tail, sequenceNumber, (int) descriptors, s.bits64(0x30), s.bits64(0x38));
    }

    private static long checksum(Ring log, long offset, long length) throws IOException {
        CRC32C crc = new CRC32C();
        for (long at = 0; at < length; at += CHUNK) {
            byte[] bytes = log.twice().readBytes(offset + at, (int) Math.min(CHUNK, length - at));
            if (at == 0) {
                Checksum.addFirst(crc, ByteBuffer.wrap(bytes));
            } else {
                crc.update(bytes);
            }
        }
        return crc.getValue();
    }

    /** Where in the entry the data of the first data descriptor is. */
    long dataStart() {
        long descriptors = HEADER_LENGTH + (long) DESCRIPTOR_LENGTH * descriptorCount;
        return (descriptors + SECTOR - 1) / SECTOR * SECTOR;
    }
}
