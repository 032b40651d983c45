package io.guestkit.volume.gpt;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.util.ArrayList;
import java.util.List;

/**
 * The MBR in front of a GPT, little-endian. Names and offsets: UEFI 2.10, 5.2 "LBA 0 Format".
 *
 * @param signed whether the sector ends in the signature 55 AA
 * @param bootCode whether the sector starts with machine code
 * @param entries those of the four that are in use; none unless signed
 */
record ProtectiveMbr(boolean signed, boolean bootCode, List<Entry> entries) {

    static final int LENGTH = 512;

    private static final int TYPE_PROTECTIVE = 0xee;

    /**
     * @param slot 1 to 4
     * @param startingLba in sectors
     * @param sizeInLba in sectors
     */
    record Entry(int slot, int osType, long startingLba, long sizeInLba) {}

    ProtectiveMbr {
        entries = List.copyOf(entries);
    }

    static ProtectiveMbr parse(StructView s) throws CorruptDataException {
        boolean signed = s.u16(0x1fe) == 0xaa55;
        List<Entry> entries = new ArrayList<>();
        for (int slot = 1; slot <= 4 && signed; slot++) {
            int at = 0x1be + (slot - 1) * 16;
            int bootIndicator = s.u8(at);
            if (bootIndicator != 0 && bootIndicator != 0x80) {
                // Code or text of some boot sector: then none of the four is an entry.
                entries.clear();
                break;
            }
            Entry entry = new Entry(slot, s.u8(at + 4), s.u32(at + 8), s.u32(at + 12));
            if (entry.osType != 0 && entry.sizeInLba != 0) {
                entries.add(entry);
            }
        }
        return new ProtectiveMbr(signed, s.u16(0) != 0, entries);
    }

    /** Whether it says that the disk has a GPT. */
    boolean protects() {
        for (Entry entry : entries) {
            if (entry.osType == TYPE_PROTECTIVE) {
                return true;
            }
        }
        return false;
    }

    /** The entries that are partitions in their own right: a hybrid MBR has some beside the protective one. */
    List<Entry> otherEntries() {
        List<Entry> others = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.osType != TYPE_PROTECTIVE) {
                others.add(entry);
            }
        }
        return others;
    }
}
