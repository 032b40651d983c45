package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * A name of a file, from an attribute or an index of names. Names of fields: FILE_NAME.
 *
 * @param parent reference to the directory that the name is in
 * @param isShort whether it is only the DOS name beside a longer one
 */
record FileName(long parent, String name, boolean isShort) {

    private static final int DOS = 2;

    static FileName parse(StructView s) throws CorruptDataException {
        return new FileName(s.bits64(0x00), Utf16.text(s, 0x42, s.u8(0x40)), s.u8(0x41) == DOS);
    }

    /** Whether it can be an element of a path; what cannot is damage. */
    boolean isValid() {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0;
    }
}
