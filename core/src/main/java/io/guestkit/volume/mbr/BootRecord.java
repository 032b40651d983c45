package io.guestkit.volume.mbr;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.List;

/**
 * The first 512 bytes of a disk (master boot record) or of an extended partition (extended boot record), little-endian.
 *
 * @param signed whether it ends in the signature 55 AA
 * @param bootCode whether it starts with machine code
 * @param diskSignature Windows' number for the disk, 0 for none; means nothing in an extended boot record
 * @param entries four, in order, used or not
 */
record BootRecord(boolean signed, boolean bootCode, long diskSignature, List<MbrEntry> entries) {

    static final int LENGTH = 512;
    static final int SLOTS = 4;

    BootRecord {
        entries = List.copyOf(entries);
    }

    static BootRecord parse(StructView s) throws CorruptDataException {
        List<MbrEntry> entries = new ArrayList<>(SLOTS);
        for (int slot = 0; slot < SLOTS; slot++) {
            entries.add(MbrEntry.parse(s.slice("partition entry", 0x1be + slot * MbrEntry.LENGTH, MbrEntry.LENGTH)));
        }
        return new BootRecord(s.u16(0x1fe) == 0xaa55, s.u16(0x00) != 0, s.u32(0x1b8), entries);
    }

    /** Whether the four entries may be entries at all, as opposed to code. */
    boolean hasKnownStatuses() {
        for (MbrEntry entry : entries) {
            if (!entry.hasKnownStatus()) {
                return false;
            }
        }
        return true;
    }

    /** The used entries but the protective one of a GPT. */
    List<MbrEntry> used() {
        List<MbrEntry> used = new ArrayList<>(SLOTS);
        for (MbrEntry entry : entries) {
            if (entry.isUsed() && !entry.isProtective()) {
                used.add(entry);
            }
        }
        return used;
    }

    boolean isProtective() {
        for (MbrEntry entry : entries) {
            if (entry.isUsed() && entry.isProtective()) {
                return true;
            }
        }
        return false;
    }
}
