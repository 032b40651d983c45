package io.guestkit.fs.fat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import org.jspecify.annotations.Nullable;

/**
 * Puts a long name together from the entries that stand before a short one, its last piece first. Names and offsets: FAT32
 * File System Specification, "FAT Long Directory Entries".
 *
 * <p>Pieces that are out of order, or belong to another short name than the one that follows them, are what systems
 * without long names leave behind when they delete or rename. They are dropped.
 */
final class LongName {

    private static final int ATTR_LONG_NAME = 0x0f;
    private static final int ATTR_LONG_NAME_MASK = 0x3f;
    private static final int LAST_LONG_ENTRY = 0x40;
    private static final int MAX_PIECES = 20;
    private static final int UNITS = 13;

    private final char[] units = new char[MAX_PIECES * UNITS];
    /** How many pieces the name has; 0 if there is none. */
    private int pieces;
    /** How many of them are still to come. */
    private int missing;

    private int checksum;

    /** Whether an entry with these attributes is a piece of a long name. */
    static boolean isPiece(int attr) {
        return (attr & ATTR_LONG_NAME_MASK) == ATTR_LONG_NAME;
    }

    void clear() {
        pieces = 0;
    }

    /** Takes the next entry, which is a piece. */
    void add(StructView s) throws CorruptDataException {
        int ordinal = s.u8(0x00);
        int number = ordinal & ~LAST_LONG_ENTRY;
        if ((ordinal & LAST_LONG_ENTRY) != 0) {
            pieces = number <= MAX_PIECES ? number : 0;
            missing = pieces;
            checksum = s.u8(0x0d);
        }
        if (pieces == 0 || number != missing || number == 0 || s.u8(0x0d) != checksum) {
            pieces = 0;
            return;
        }
        missing--;
        int at = missing * UNITS;
        for (int offset = 0x01; offset < 0x20; offset += 2) {
            units[at++] = (char) s.u16(offset);
            if (offset == 0x09) {
                offset = 0x0c; // over LDIR_Attr, LDIR_Type and LDIR_Chksum to LDIR_Name2
            } else if (offset == 0x18) {
                offset = 0x1a; // over LDIR_FstClusLO to LDIR_Name3
            }
        }
    }

    /**
     * The name whose pieces were added since the last call, and forgets it.
     *
     * @param shortChecksum of the short name that stands behind them
     * @return null if there is no whole name, or it is another entry's, or nothing that could be a name
     */
    @Nullable
    String take(int shortChecksum) {
        if (pieces == 0 || missing != 0 || checksum != shortChecksum) {
            pieces = 0;
            return null;
        }
        int length = 0;
        while (length < pieces * UNITS && units[length] != 0) {
            length++;
        }
        pieces = 0;
        String name = new String(units, 0, length);
        return name.isEmpty() || name.equals(".") || name.equals("..") ? null : Names.printable(name);
    }
}
