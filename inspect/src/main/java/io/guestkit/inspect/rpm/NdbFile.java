package io.guestkit.inspect.rpm;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.Adler32;

/** {@code Packages.db}: slots that say where packages are, then the packages. Little-endian. Names: rpmpkg.c of rpm. */
final class NdbFile {

    private static final byte[] MAGIC = {'R', 'p', 'm', 'P'};
    private static final byte[] SLOT_MAGIC = {'S', 'l', 'o', 't'};
    private static final byte[] HEAD_MAGIC = {'B', 'l', 'b', 'S'};
    private static final byte[] TAIL_MAGIC = {'B', 'l', 'b', 'E'};

    private static final int HEADER = 32;
    private static final int PAGE = 4096;
    private static final int SLOT = 16;
    private static final int BLOCK = 16;
    private static final int BLOB_HEAD = 16;
    private static final int BLOB_TAIL = 12;
    private static final int MAX_SLOT_PAGES = 1 << 12; // for a million packages

    private NdbFile() {}

    /** Shows all packages, in the order of their slots. */
    static void read(BlockSource file, RpmDatabase.HeaderReader reader) throws IOException {
        StructView header = StructView.littleEndian("ndb header", file, 0, HEADER);
        header.expectMagic(0x00, MAGIC);
        if (header.u32(0x04) != 0) {
            throw new UnsupportedFeatureException("rpm: ndb of version " + header.u32(0x04));
        }
        int slotPages = header.u32In(0x0c, "slotnpages", 1, MAX_SLOT_PAGES);
        StructView slots = StructView.littleEndian("ndb slots", file, 0, slotPages * PAGE);
        // Packages do not overlap, so all of them together are no longer than the file.
        long budget = file.size();
        for (int at = HEADER; at < slots.length(); at += SLOT) {
            slots.expectMagic(at, SLOT_MAGIC);
            long number = slots.u32(at + 4);
            if (number == 0) {
                continue; // free
            }
            long length = slots.u32(at + 12) * BLOCK; // blkcnt, below 2^36
            budget -= length;
            if (length < BLOB_HEAD + BLOB_TAIL || budget < 0) {
                throw slots.corrupt(at + 12, "blkcnt", length / BLOCK, "at least 2, and all together inside the file");
            }
            reader.header(number, blob(file, slots.u32(at + 8) * BLOCK, length, number));
        }
    }

    private static StructView blob(BlockSource file, long position, long length, long number) throws IOException {
        if (length > RpmDatabase.MAX_HEADER) {
            throw new UnsupportedFeatureException("rpm: package of " + length + " bytes");
        }
        String name = "ndb package " + number;
        StructView blob = StructView.littleEndian(name, file, position, (int) length);
        blob.expectMagic(0x00, HEAD_MAGIC);
        if (blob.u32(0x04) != number) {
            throw blob.corrupt(0x04, "pkgidx", blob.u32(0x04), number);
        }
        int most = blob.length() - BLOB_HEAD - BLOB_TAIL;
        int size = blob.u32In(0x0c, "blob length", Math.max(0, most - BLOCK + 1), most);
        int tail = blob.length() - BLOB_TAIL;
        blob.expectMagic(tail + 8, TAIL_MAGIC);
        if (blob.u32(tail + 4) != size) {
            throw blob.corrupt(tail + 4, "blob length at the end", blob.u32(tail + 4), size);
        }
        Adler32 checksum = new Adler32();
        ByteBuffer summed = blob.buffer().slice(0, tail);
        checksum.update(summed);
        if (checksum.getValue() != blob.u32(tail)) {
            throw new CorruptDataException(
                    "%s: checksum %08x, expected %08x".formatted(name, checksum.getValue(), blob.u32(tail)));
        }
        return StructView.bigEndian("rpm header", blob.buffer().slice(BLOB_HEAD, size));
    }
}
