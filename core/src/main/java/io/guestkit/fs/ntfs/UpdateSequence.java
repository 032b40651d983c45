package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;

/**
 * The update sequence array: the last two bytes of each 512 of a record are replaced by a number that changes with each
 * write, so that a record of which only a part was written shows. What they were is in the array.
 */
final class UpdateSequence {

    /** Whatever the size of a sector is. */
    static final int STRIDE = 512;

    private UpdateSequence() {}

    /**
     * Checks the numbers and puts back what they replaced.
     *
     * @param structure name for messages
     * @param bytes the whole record, a multiple of {@link #STRIDE} long
     * @return the record as it was before it was written
     * @throws CorruptDataException if the record is torn, or the array is not where it could be
     */
    static StructView undo(String structure, byte[] bytes) throws CorruptDataException {
        StructView s = StructView.littleEndian(structure, ByteBuffer.wrap(bytes));
        int count = bytes.length / STRIDE + 1;
        int offset = s.u16In(0x04, "UpdateSequenceArrayOffset", 0x08, STRIDE - 2);
        s.u16In(0x06, "UpdateSequenceArraySize", count, count);
        if ((offset & 1) != 0 || offset + 2 * count > bytes.length) {
            throw s.corrupt(0x04, "UpdateSequenceArrayOffset", offset, "an even offset with room for " + count);
        }
        int number = s.u16(offset);
        for (int i = 1; i < count; i++) {
            int at = i * STRIDE - 2;
            if (s.u16(at) != number) {
                throw new CorruptDataException("%s is torn: +0x%x is 0x%04x and the update sequence number 0x%04x"
                        .formatted(structure, at, s.u16(at), number));
            }
            bytes[at] = bytes[offset + 2 * i];
            bytes[at + 1] = bytes[offset + 2 * i + 1];
        }
        return s;
    }
}
