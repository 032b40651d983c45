package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An entry of a log of the new format: {@code HvLE}, both hashes checked.
 *
 * @param position in the log, of the entry
 * @param size of the entry in bytes
 * @param sequence of the write
 * @param binsSize of the hive after it
 * @param references where the pages belong, {@code pages} times an offset from the first bin and a length
 */
record LogEntry(long position, int size, int sequence, long binsSize, int pages, StructView references) {

    private static final byte[] SIGNATURE = {'H', 'v', 'L', 'E'};
    private static final int HEADER = 0x28;
    private static final int HASHED_HEADER = 0x20;
    private static final int REFERENCE = 8;
    private static final int CHUNK = 1 << 16;

    /** Whether an entry, perhaps a damaged one, starts there. */
    static boolean isSigned(BlockSource log, long position) throws IOException {
        return position <= log.size() - HEADER
                && StructView.littleEndian("log entry", log, position, SIGNATURE.length)
                        .startsWith(0, SIGNATURE);
    }

    /** @param log of a bounded size: an entry may be as long */
    static LogEntry read(BlockSource log, long position) throws IOException {
        StructView s = StructView.littleEndian("log entry", log, position, HEADER);
        s.expectMagic(0x00, SIGNATURE);
        int most = (int) Math.min(Integer.MAX_VALUE, log.size() - position);
        int size = s.u32In(0x04, "Size", BaseBlock.LENGTH, most);
        if (size % BaseBlock.LENGTH != 0) {
            throw s.corrupt(0x04, "Size", size, "a multiple of 512");
        }
        Marvin32 header = new Marvin32();
        header.update(ByteBuffer.wrap(s.bytes(0, HASHED_HEADER)));
        if (header.finish() != s.bits64(0x20)) {
            throw s.corrupt(0x20, "Hash-2", Long.toHexString(s.bits64(0x20)), "that of the header");
        }
        if (hash(log, position + HEADER, size - HEADER) != s.bits64(0x18)) {
            throw s.corrupt(0x18, "Hash-1", Long.toHexString(s.bits64(0x18)), "that of the pages");
        }
        long binsSize = s.u32(0x10);
        if (binsSize % BaseBlock.PAGE != 0 || (int) binsSize < 0) {
            throw s.corrupt(0x10, "Hive bins data size", binsSize, "a multiple of 4096 below 2^31");
        }
        int pages = s.u32In(0x14, "Dirty pages count", 0, (size - HEADER) / REFERENCE);
        return new LogEntry(
                position,
                size,
                s.i32(0x0c),
                binsSize,
                pages,
                StructView.littleEndian("dirty page references", log, position + HEADER, pages * REFERENCE));
    }

    private static long hash(BlockSource log, long position, int length) throws IOException {
        Marvin32 hash = new Marvin32();
        for (int at = 0; at < length; at += CHUNK) {
            hash.update(ByteBuffer.wrap(log.readBytes(position + at, Math.min(CHUNK, length - at))));
        }
        return hash.finish();
    }

    /** Adds its pages to those of the entries before it. */
    void addTo(Pages all, BlockSource log) throws IOException {
        int at = HEADER + pages * REFERENCE; // below size
        for (int i = 0; i < pages; i++) {
            long offset = references.u32(i * REFERENCE);
            long length = references.u32(i * REFERENCE + 4);
            if (offset % BaseBlock.LENGTH != 0
                    || length % BaseBlock.LENGTH != 0
                    || offset + length > binsSize
                    || length > size - at) {
                throw new CorruptDataException("log entry %d: page %d of %d bytes at 0x%x does not fit"
                        .formatted(sequence, i, length, offset));
            }
            all.put(offset, length, log, position + at);
            at += (int) length;
        }
    }
}
