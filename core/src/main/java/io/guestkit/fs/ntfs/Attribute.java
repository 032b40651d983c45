package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * An attribute of a file, or one extent of it.
 *
 * @param record number of the FILE record that it is in
 * @param type one of the constants below, or another
 * @param name empty for most
 * @param flags compressed, encrypted, sparse
 * @param id number inside its record
 * @param resident whether the value is in the record
 * @param view the whole attribute
 */
record Attribute(long record, int type, String name, int flags, int id, boolean resident, StructView view) {

    static final int STANDARD_INFORMATION = 0x10;
    static final int ATTRIBUTE_LIST = 0x20;
    static final int FILE_NAME = 0x30;
    static final int VOLUME_NAME = 0x60;
    static final int VOLUME_INFORMATION = 0x70;
    static final int DATA = 0x80;
    static final int INDEX_ROOT = 0x90;
    static final int INDEX_ALLOCATION = 0xa0;
    static final int BITMAP = 0xb0;
    static final int REPARSE_POINT = 0xc0;
    static final int EA = 0xe0;

    private static final int RESIDENT_HEADER = 0x18;
    private static final int NONRESIDENT_HEADER = 0x40;
    private static final int COMPRESSION_MASK = 0x00ff;
    private static final int LZNT1 = 0x0001;
    private static final int ENCRYPTED = 0x4000;
    private static final int SPARSE = 0x8000;

    /** @param s exactly the attribute, at least 0x18 bytes */
    static Attribute parse(long record, StructView s) throws CorruptDataException {
        boolean resident = s.u8In(0x08, "FormCode", 0, 1) == 0;
        s.bytes(0, resident ? RESIDENT_HEADER : NONRESIDENT_HEADER); // are there
        String name = Utf16.text(s, s.u16(0x0a), s.u8(0x09));
        return new Attribute(record, s.i32(0x00), name, s.u16(0x0c), s.u16(0x0e), resident, s);
    }

    /** What a resident attribute holds. */
    StructView value(String structure) throws CorruptDataException {
        if (!resident) {
            throw new CorruptDataException("%s is not resident".formatted(where()));
        }
        long length = view.u32(0x10);
        if (length > view.length()) {
            throw view.corrupt(0x10, "ValueLength", length, "no more than " + view.length());
        }
        return view.slice(structure, view.u16(0x14), (int) length);
    }

    /** Number of the first cluster of this extent; 0 for a resident attribute. */
    long lowestVcn() throws CorruptDataException {
        return resident ? 0 : view.u63(0x10, "LowestVcn");
    }

    /** Number of the cluster behind the last one of this extent. */
    long endVcn() throws CorruptDataException {
        long highest = view.bits64(0x18);
        if (highest < -1 || highest == Long.MAX_VALUE) {
            throw view.corrupt(0x18, "HighestVcn", highest, "-1.." + (Long.MAX_VALUE - 1));
        }
        return highest + 1;
    }

    /** The mapping pairs: bytes from here to the end of the attribute. */
    StructView mappingPairs() throws CorruptDataException {
        int offset = view.u16In(0x20, "MappingPairsOffset", NONRESIDENT_HEADER, view.length());
        return view.slice(where() + " mapping pairs", offset, view.length() - offset);
    }

    /** Binary logarithm of the clusters that are compressed together. Of the first extent, as all that follow. */
    int compressionUnit() throws CorruptDataException {
        return view.u8(0x22);
    }

    /** Length of the whole value in bytes. */
    long size() throws CorruptDataException {
        return resident ? view.u32(0x10) : view.u63(0x30, "FileSize");
    }

    /** How much of it was ever written; the rest reads as zeros. */
    long initializedSize() throws CorruptDataException {
        return resident ? size() : view.u63(0x38, "ValidDataLength");
    }

    /** Bytes of clusters that it occupies. */
    long allocated() throws CorruptDataException {
        if (resident) {
            return 0;
        }
        boolean counted = (isCompressed() || isSparse()) && view.length() >= 0x48;
        return counted ? view.u63(0x40, "TotalAllocated") : view.u63(0x28, "AllocatedLength");
    }

    boolean isEncrypted() {
        return (flags & ENCRYPTED) != 0;
    }

    boolean isSparse() {
        return (flags & SPARSE) != 0;
    }

    boolean isCompressed() {
        return (flags & COMPRESSION_MASK) != 0;
    }

    /** Whether the compression is the one that there is. */
    boolean isLznt1() {
        return (flags & COMPRESSION_MASK) == LZNT1;
    }

    /** For messages. */
    String where() {
        return "FILE record %d, attribute 0x%x%s".formatted(record, type, name.isEmpty() ? "" : " \"" + name + '"');
    }
}
