package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;

/**
 * A key: cell {@code nk}. Offsets of cells count from the first hive bin and are not checked.
 *
 * @param flags see the constants
 * @param lastWritten FILETIME
 * @param parent offset of the parent's key node
 * @param subkeyCount without the volatile ones, which live in memory only
 * @param classLength in bytes
 */
record KeyNode(
        int flags,
        long lastWritten,
        long parent,
        long subkeyCount,
        long subkeyList,
        long valueCount,
        long valueList,
        long security,
        long classCell,
        int classLength,
        String name) {

    static final int ROOT = 0x0004;
    static final int SYMBOLIC_LINK = 0x0010;
    private static final int COMPRESSED_NAME = 0x0020;
    /** The key stands for one of the predefined ones; what would be its values is the handle of that. */
    private static final int PREDEFINED_HANDLE = 0x0040;

    static final long NONE = 0xffff_ffffL;
    private static final int NAME = 0x4c;
    private static final int MAX_LENGTH = NAME + 0xffff;

    static KeyNode read(HiveBins bins, long offset) throws IOException {
        return parse(bins.head("key node", offset, MAX_LENGTH));
    }

    static KeyNode parse(StructView s) throws CorruptDataException {
        s.expectMagic(0x00, (byte) 'n', (byte) 'k');
        int flags = s.u16(0x02);
        boolean handle = (flags & PREDEFINED_HANDLE) != 0;
        return new KeyNode(
                flags,
                s.bits64(0x04),
                s.u32(0x10),
                s.u32(0x14),
                s.u32(0x1c),
                handle ? 0 : s.u32(0x24),
                handle ? NONE : s.u32(0x28),
                s.u32(0x2c),
                s.u32(0x30),
                s.u16(0x4a),
                Names.decode(s.bytes(NAME, s.u16(0x48)), (flags & COMPRESSED_NAME) != 0));
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }
}
