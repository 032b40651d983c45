package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.List;

/**
 * A FILE record of the master file table. Names of fields: FILE_RECORD_SEGMENT_HEADER.
 *
 * @param number of the record
 * @param sequence how often the record was used again; references carry it too
 * @param linkCount names, short ones included
 * @param inUse whether there is such a file
 * @param isDirectory whether it has an index of names
 * @param base reference to the record that this one is an extension of; 0 if it stands for itself
 * @param attributes in the order in which they are stored
 */
record FileRecord(
        long number,
        int sequence,
        int linkCount,
        boolean inUse,
        boolean isDirectory,
        long base,
        List<Attribute> attributes) {

    private static final byte[] MAGIC = {'F', 'I', 'L', 'E'};
    private static final int IN_USE = 0x01;
    private static final int DIRECTORY = 0x02;
    private static final int END = -1;
    private static final int SMALLEST_ATTRIBUTE = 0x18;
    /** Where the update sequence array starts since NTFS 3.1, which stores the number of the record before it. */
    private static final int USA_OFFSET_3_1 = 0x30;

    /** @param bytes as they are on the disk; they are changed */
    static FileRecord parse(long number, byte[] bytes) throws CorruptDataException {
        String name = "FILE record " + number;
        StructView raw = StructView.littleEndian(name, java.nio.ByteBuffer.wrap(bytes));
        raw.expectMagic(0x00, MAGIC);
        StructView s = UpdateSequence.undo(name, bytes);
        int flags = s.u16(0x16);
        if (s.u16(0x04) >= USA_OFFSET_3_1 && s.u32(0x2c) != (number & 0xffff_ffffL)) {
            throw s.corrupt(0x2c, "SegmentNumber", s.u32(0x2c), number);
        }
        int used = s.u32In(0x18, "FirstFreeByte", 0x2a, bytes.length);
        List<Attribute> attributes = new ArrayList<>();
        int at = s.u16In(0x14, "FirstAttributeOffset", 0x2a, used);
        while (at <= used - 4 && s.i32(at) != END) {
            int length = s.u32In(at + 4, "RecordLength", SMALLEST_ATTRIBUTE, used - at);
            if (length % 8 != 0) {
                throw s.corrupt(at + 4, "RecordLength", length, "a multiple of 8");
            }
            attributes.add(
                    Attribute.parse(number, s.slice(name + " attribute at 0x" + Integer.toHexString(at), at, length)));
            at += length;
        }
        return new FileRecord(
                number,
                s.u16(0x10),
                s.u16(0x12),
                (flags & IN_USE) != 0,
                (flags & DIRECTORY) != 0,
                s.bits64(0x20),
                List.copyOf(attributes));
    }

    String where() {
        return "FILE record " + number;
    }
}
