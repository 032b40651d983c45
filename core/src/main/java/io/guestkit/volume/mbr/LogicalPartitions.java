package io.guestkit.volume.mbr;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain of extended boot records and numbers the logical partitions as Linux does: from 5 on, in the order
 * of the chain, records without a partition skipped. One numbering runs through all extended partitions of a disk.
 */
final class LogicalPartitions {

    static final int FIRST_NUMBER = 5;

    /** As many partitions as Linux has minor numbers for on one disk. */
    private static final int LAST_NUMBER = 255;

    /** Records in a row that may be empty, as in Linux. */
    private static final int MAX_EMPTY_RECORDS = 100;

    private final BlockSource disk;
    private final int sectorSize;
    private final List<Warning> warnings;
    private final List<Logical> found = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();

    /** @param start in sectors from the start of the disk */
    record Logical(int number, MbrEntry entry, long start) {}

    LogicalPartitions(BlockSource disk, int sectorSize, List<Warning> warnings) {
        this.disk = disk;
        this.sectorSize = sectorSize;
        this.warnings = warnings;
    }

    List<Logical> found() {
        return found;
    }

    /** Adds what is in one extended partition. */
    void follow(MbrEntry extended) throws IOException {
        long base = extended.start();
        long record = base;
        long recordSectors = extended.sectors();
        int empty = 0;
        boolean strayed = false;
        // Ends: no record is read twice, and neither partitions nor empty records in a row go past their limits.
        while (true) {
            if (!seen.add(record)) {
                warn(record, "was followed already: the chain is a loop and is cut here");
                return;
            }
            if (record - base >= extended.sectors() && !strayed) {
                warn(record, "lies outside the extended partition");
                strayed = true;
            }
            BootRecord ebr = read(record);
            if (ebr == null) {
                return;
            }
            int before = found.size();
            if (!addPartitions(ebr, record, recordSectors, extended)) {
                return;
            }
            MbrEntry link = link(ebr);
            if (link == null) {
                return;
            }
            empty = found.size() == before ? empty + 1 : 0;
            if (empty > MAX_EMPTY_RECORDS) {
                warn(record, "is one of more than " + MAX_EMPTY_RECORDS + " in a row without a partition");
                return;
            }
            record = base + link.start(); // 33 bits, and never in front of the extended partition
            recordSectors = link.sectors();
        }
    }

    private @Nullable BootRecord read(long record) throws IOException {
        long position = record * sectorSize; // 33 bits times at most 4096
        if (position > disk.size() - BootRecord.LENGTH) {
            warn(record, "lies behind the end of the disk; logical partitions from there on are not known");
            return null;
        }
        BootRecord ebr =
                BootRecord.parse(StructView.littleEndian("extended boot record", disk, position, BootRecord.LENGTH));
        if (!ebr.signed()) {
            warn(record, "has no signature 55 AA; logical partitions from there on are not known");
            return null;
        }
        return ebr;
    }

    /** @return false if there are too many */
    private boolean addPartitions(BootRecord ebr, long record, long recordSectors, MbrEntry extended) {
        for (int slot = 0; slot < BootRecord.SLOTS; slot++) {
            MbrEntry entry = ebr.entries().get(slot);
            if (!entry.isUsed() || entry.isExtended()) {
                continue;
            }
            boolean inside = isInside(entry, record, extended);
            if (slot >= 2 && !(inside && entry.start() + entry.sectors() <= recordSectors)) {
                continue; // OS/2 uses all four entries; others leave rubbish in the last two
            }
            int number = FIRST_NUMBER + found.size();
            if (number > LAST_NUMBER) {
                warn(record, "has a partition " + number + "; more than " + LAST_NUMBER + " are not listed");
                return false;
            }
            if (!inside) {
                warnings.add(new Warning("mbr partition " + number, "reaches out of the extended partition"));
            }
            found.add(new Logical(number, entry, record + entry.start()));
        }
        return true;
    }

    private static boolean isInside(MbrEntry entry, long record, MbrEntry extended) {
        return record + entry.start() + entry.sectors() <= extended.start() + extended.sectors();
    }

    /** The entry that says where the next record is: mostly the second, with DR-DOS the first. */
    private static @Nullable MbrEntry link(BootRecord ebr) {
        for (MbrEntry entry : ebr.entries()) {
            if (entry.isUsed() && entry.isExtended()) {
                return entry;
            }
        }
        return null;
    }

    private void warn(long record, String message) {
        warnings.add(new Warning("extended boot record at sector " + record, message));
    }
}
