package io.guestkit.volume.mbr;

import io.guestkit.io.BlockSource;
import io.guestkit.io.SliceSource;
import io.guestkit.io.StructView;
import io.guestkit.volume.SignatureProbe;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What speaks for a first sector being a partition table, and for the unit in which it counts. */
final class TableEvidence {

    private static final int SECTOR = 512;
    private static final int LARGE_SECTOR = 4096;

    private final BlockSource disk;
    private final List<MbrEntry> entries;
    private final SignatureProbe probe;
    private @Nullable Boolean diskIsRecognised;

    /** How the entries look together. */
    enum Entries {
        /** None is used. */
        NONE,
        /** Some are as no tool would write them, or point outside the disk. */
        DOUBTFUL,
        /** Each has a type and lies on the disk, behind the first sector and beside the others. */
        SOUND
    }

    TableEvidence(BlockSource disk, BootRecord mbr, SignatureProbe probe) {
        this.disk = disk;
        this.entries = mbr.used();
        this.probe = probe;
    }

    /**
     * The unit of the table in bytes. 512, unless the disk holds what the entries promise only if they count in 4096:
     * an extended boot record, or, where all partitions fit in that unit, something with a signature.
     */
    int sectorSize() throws IOException {
        MbrEntry extended = null;
        for (MbrEntry entry : entries) {
            if (entry.isExtended() && extended == null) {
                extended = entry;
            }
        }
        if (extended != null) {
            return !hasBootRecord(extended, SECTOR) && hasBootRecord(extended, LARGE_SECTOR) ? LARGE_SECTOR : SECTOR;
        }
        return entries(LARGE_SECTOR) == Entries.SOUND
                        && partitionIsRecognised(LARGE_SECTOR)
                        && !partitionIsRecognised(SECTOR)
                ? LARGE_SECTOR
                : SECTOR;
    }

    Entries entries(int sectorSize) {
        if (entries.isEmpty()) {
            return Entries.NONE;
        }
        long sectors = disk.size() / sectorSize;
        for (MbrEntry entry : entries) {
            if (entry.type() == 0 || entry.start() == 0 || entry.start() + entry.sectors() > sectors) {
                return Entries.DOUBTFUL;
            }
            for (MbrEntry other : entries) {
                if (other != entry
                        && entry.start() < other.start() + other.sectors()
                        && other.start() < entry.start() + entry.sectors()) {
                    return Entries.DOUBTFUL;
                }
            }
        }
        return Entries.SOUND;
    }

    /** Whether something with a signature starts where the disk does. */
    boolean diskIsRecognised() throws IOException {
        if (diskIsRecognised == null) {
            diskIsRecognised = probe.recognises(disk);
        }
        return diskIsRecognised;
    }

    /** Whether something with a signature starts where any of the entries says. */
    boolean partitionIsRecognised(int sectorSize) throws IOException {
        for (MbrEntry entry : entries) {
            long offset = entry.start() * sectorSize;
            if (entry.isExtended() ? hasBootRecord(entry, sectorSize) : isRecognised(offset, entry, sectorSize)) {
                return true;
            }
        }
        return false;
    }

    private boolean isRecognised(long offset, MbrEntry entry, int sectorSize) throws IOException {
        long length = Math.min(entry.sectors() * sectorSize, disk.size() - offset);
        return offset > 0 && length > 0 && probe.recognises(new SliceSource(disk, offset, length));
    }

    private boolean hasBootRecord(MbrEntry extended, int sectorSize) throws IOException {
        long position = extended.start() * sectorSize;
        return position > 0
                && position <= disk.size() - BootRecord.LENGTH
                && BootRecord.parse(StructView.littleEndian("extended boot record", disk, position, BootRecord.LENGTH))
                        .signed();
    }
}
