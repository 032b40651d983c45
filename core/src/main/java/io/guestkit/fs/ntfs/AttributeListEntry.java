package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an attribute, or one extent of it, is. Names of fields: ATTRIBUTE_LIST_ENTRY.
 *
 * @param reference to the FILE record that has it
 * @param id of the attribute in that record
 */
record AttributeListEntry(int type, String name, long lowestVcn, long reference, int id) {

    private static final int LENGTH = 0x1a;

    static List<AttributeListEntry> parse(StructView s) throws CorruptDataException {
        List<AttributeListEntry> entries = new ArrayList<>();
        for (int at = 0; at <= s.length() - LENGTH; ) {
            int length = s.u16In(at + 0x04, "RecordLength", LENGTH, s.length() - at);
            StructView entry = s.slice(s.structure(), at, length);
            entries.add(new AttributeListEntry(
                    entry.i32(0x00),
                    Utf16.text(entry, entry.u8(0x07), entry.u8(0x06)),
                    entry.u63(0x08, "LowestVcn"),
                    entry.bits64(0x10),
                    entry.u16(0x18)));
            at += length;
        }
        return List.copyOf(entries);
    }
}
