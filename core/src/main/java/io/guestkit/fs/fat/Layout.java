package io.guestkit.fs.fat;

import io.guestkit.io.CorruptDataException;

/**
 * Where the parts of a volume lie, derived from its boot sector once and for all. Positions and sizes are in bytes from
 * the start of the volume.
 *
 * @param fatStart of the FAT that is to be used
 * @param fatBytes size of one FAT
 * @param rootStart of the fixed root directory
 * @param rootBytes size of the fixed root directory; 0 on FAT32
 * @param dataStart of cluster 2, the first one
 * @param clusterSize at most 512 KiB
 * @param clusters how many there are, numbered from 2; each has an entry in the FAT
 * @param rootCluster first cluster of the root directory of a FAT32; 0 otherwise
 * @param size of the volume as the boot sector has it
 * @param fatTooShort whether the FAT has no entries for some of the sectors; Linux leaves those alone too
 */
record Layout(
        FatType type,
        long fatStart,
        long fatBytes,
        long rootStart,
        int rootBytes,
        long dataStart,
        int clusterSize,
        int clusters,
        int rootCluster,
        long size,
        boolean fatTooShort) {

    /** @throws CorruptDataException if the parts do not fit into the volume */
    static Layout of(BootSector boot) throws CorruptDataException {
        // Nothing overflows: at most 2^16 + 2^8 * 2^32 + 2^16 sectors of 2^12 bytes.
        long sector = boot.bytsPerSec();
        long fatBytes = boot.fatSz() * sector;
        long fatsStart = boot.rsvdSecCnt() * sector;
        long rootStart = fatsStart + boot.numFats() * fatBytes;
        int rootBytes = boot.rootEntCnt() * DirectoryEntry.LENGTH;
        long dataStart = rootStart + (rootBytes + sector - 1) / sector * sector;
        long size = boot.totSec() * sector;
        int clusterSize = boot.secPerClus() * boot.bytsPerSec();
        long clusters = (size - dataStart) / clusterSize;
        if (clusters < 1) {
            throw new CorruptDataException(
                    "%s: the data starts at byte %d, which leaves no cluster of %d bytes in a volume of %d bytes"
                            .formatted(BootSector.NAME, dataStart, clusterSize, size));
        }
        FatType type =
                boot.fat32() ? FatType.FAT32 : clusters > FatType.FAT12.maxClusters() ? FatType.FAT16 : FatType.FAT12;
        if (clusters > type.maxClusters()) {
            throw new CorruptDataException("%s: %d clusters are more than the %d that a %s can have"
                    .formatted(BootSector.NAME, clusters, type.maxClusters(), type));
        }
        long entries = fatBytes * 8 / type.bits() - 2;
        if (entries < 1) {
            throw new CorruptDataException("%s: a FAT of %d bytes has no entries".formatted(BootSector.NAME, fatBytes));
        }
        int usable = (int) Math.min(clusters, entries);
        return new Layout(
                type,
                fatsStart + activeFat(boot) * fatBytes,
                fatBytes,
                rootStart,
                rootBytes,
                dataStart,
                clusterSize,
                usable,
                boot.fat32() ? rootCluster(boot, usable) : 0,
                size,
                entries < clusters);
    }

    private static int activeFat(BootSector boot) throws CorruptDataException {
        int active = (boot.extFlags() & 0x80) == 0 ? 0 : boot.extFlags() & 0x0f;
        if (active >= boot.numFats()) {
            throw CorruptDataException.field(
                    BootSector.NAME, "active FAT in BPB_ExtFlags", 0x28, active, "less than " + boot.numFats());
        }
        return active;
    }

    private static int rootCluster(BootSector boot, int clusters) throws CorruptDataException {
        if (boot.rootClus() < 2 || boot.rootClus() > clusters + 1L) {
            throw CorruptDataException.field(
                    BootSector.NAME, "BPB_RootClus", 0x2c, boot.rootClus(), "2.." + (clusters + 1L));
        }
        return (int) boot.rootClus();
    }

    /** Whether there is a cluster of that number. */
    boolean isCluster(long cluster) {
        return cluster >= 2 && cluster < clusters + 2L;
    }

    /** Where a cluster starts. */
    long position(int cluster) {
        return dataStart + (cluster - 2L) * clusterSize;
    }
}
