package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a node of an index of names. Names of fields: INDEX_ENTRY.
 *
 * @param reference to the file
 * @param name null for the entry at the end of a node, which has none
 * @param child number of the node with the names before this one; {@link #NONE} if there is no such node
 */
record IndexEntry(long reference, @Nullable FileName name, long child) {

    static final long NONE = -1;

    private static final int LENGTH = 0x10;
    private static final int HAS_CHILD = 0x01;
    private static final int LAST = 0x02;

    /** @param s from an INDEX_HEADER to the end of the node */
    static List<IndexEntry> parse(StructView s) throws CorruptDataException {
        int used = s.u32In(0x04, "FirstFreeByte", LENGTH, s.length());
        List<IndexEntry> entries = new ArrayList<>();
        for (int at = s.u32In(0x00, "FirstIndexEntry", LENGTH, used); at <= used - LENGTH; ) {
            int length = s.u16In(at + 0x08, "Length", LENGTH, used - at);
            StructView entry = s.slice(s.structure(), at, length);
            int flags = entry.u16(0x0c);
            long child = (flags & HAS_CHILD) != 0 ? entry.u63(length - 8, "child VCN") : NONE;
            if ((flags & LAST) != 0) {
                entries.add(new IndexEntry(0, null, child));
                return entries;
            }
            FileName name = FileName.parse(entry.slice(s.structure() + " key", 0x10, entry.u16(0x0a)));
            entries.add(new IndexEntry(entry.bits64(0x00), name, child));
            at += length;
        }
        throw new CorruptDataException("%s has no entry that is its last".formatted(s.structure()));
    }
}
