package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * A name in a directory, or unused space in a block of one.
 *
 * @param inode 0 for unused space
 * @param length distance to the next entry in bytes
 */
record DirectoryEntry(long inode, int length, byte[] name) {

    /** Entries of a block start at multiples of this many bytes, in which their addresses count. */
    static final int ALIGNMENT = 8;

    private static final int FREE_TAG = 0xffff;
    private static final int NAME = 9;
    private static final int TAG = 2;
    private static final byte[] NO_NAME = {};

    /**
     * An entry of a block of a directory.
     *
     * @param end where the entries end
     * @param ftype whether a byte behind the name holds the type
     */
    static DirectoryEntry parse(StructView s, int offset, int end, boolean ftype) throws CorruptDataException {
        if (s.u16(offset) == FREE_TAG) {
            int length = s.u16(offset + 2);
            if (length < ALIGNMENT || length % ALIGNMENT != 0 || length > end - offset) {
                throw s.corrupt(
                        offset + 2, "length", length, "a multiple of 8 in %d..%d".formatted(ALIGNMENT, end - offset));
            }
            requireTag(s, offset, length);
            return new DirectoryEntry(0, length, NO_NAME);
        }
        int nameLength = s.u8(offset + 8);
        int length = (NAME + nameLength + (ftype ? 1 : 0) + TAG + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (nameLength == 0 || length > end - offset) {
            throw s.corrupt(
                    offset + 8, "namelen", nameLength, "a name that ends within %d bytes".formatted(end - offset));
        }
        requireTag(s, offset, length);
        return new DirectoryEntry(s.bits64(offset), length, s.bytes(offset + NAME, nameLength));
    }

    /** Each entry ends with the place where it starts. */
    private static void requireTag(StructView s, int offset, int length) throws CorruptDataException {
        int at = offset + length - TAG;
        if (s.u16(at) != offset) {
            throw s.corrupt(at, "tag", s.u16(at), offset);
        }
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
        return name.length > 0;
    }
}
