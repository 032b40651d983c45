package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * A name in a directory, or unused space, or the checksum at the end of a block, which looks like unused space.
 *
 * @param inode 0 for unused space
 * @param recordLength distance to the next entry in bytes
 */
record DirectoryEntry(long inode, int recordLength, byte[] name) {

    /** Length of an entry without its name. */
    static final int HEADER = 8;

    /** Fake entry at the end of a checksummed block: the checksum stands in its last four bytes. */
    static final int TAIL = 12;

    private static final int LARGE_BLOCK = 65536;
    private static final byte[] NO_NAME = {};

    static DirectoryEntry parse(StructView s, int offset, boolean wideNameLength) throws CorruptDataException {
        int recordLength = recordLength(s, offset);
        long inode = s.u32(offset);
        // where file types are stored, the upper half of the name's length makes room for them
        int nameLength = wideNameLength ? s.u16(offset + 6) : s.u8(offset + 6);
        if (recordLength < HEADER + (inode == 0 ? 0 : nameLength)
                || recordLength % 4 != 0
                || recordLength > s.length() - offset) {
            throw s.corrupt(
                    offset + 4,
                    "rec_len",
                    recordLength,
                    "a multiple of 4 in %d..%d".formatted(HEADER + nameLength, s.length() - offset));
        }
        return new DirectoryEntry(inode, recordLength, inode == 0 ? NO_NAME : s.bytes(offset + HEADER, nameLength));
    }

    /** In blocks of 64 KiB, whose length does not fit into 16 bits, the two lowest bits are the highest ones. */
    static int recordLength(StructView s, int offset) throws CorruptDataException {
        int stored = s.u16(offset + 4);
        if (s.length() < LARGE_BLOCK) {
            return stored;
        }
        return stored == 0 || stored == 0xffff ? LARGE_BLOCK : stored & 0xfffc | (stored & 3) << 16;
    }

    boolean isDot() {
        return name.length == 1 && name[0] == '.' || name.length == 2 && name[0] == '.' && name[1] == '.';
    }

    /** Whether the name is one that a path can hold. */
    boolean isNameable() {
        for (byte b : name) {
            if (b == 0 || b == '/') {
                return false;
            }
        }
        return name.length > 0 && name.length <= 255;
    }
}
