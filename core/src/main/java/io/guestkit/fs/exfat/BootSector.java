package io.guestkit.fs.exfat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;

/**
 * The main boot sector. Names and offsets: exFAT specification, 3.1. What is counted in sectors there is in bytes here.
 *
 * @param fatOffset position of the first FAT
 * @param fatLength of one FAT; long enough for all clusters
 * @param heapOffset position of cluster 2
 * @param clusterCount at most 2³²−11
 * @param rootCluster a cluster
 * @param activeFat 0 or 1
 */
record BootSector(
        long volumeLength,
        long fatOffset,
        long fatLength,
        long heapOffset,
        long clusterCount,
        long rootCluster,
        long serialNumber,
        int revision,
        int flags,
        int sectorSize,
        int clusterSize,
        int activeFat) {

    static final String NAME = "exfat boot sector";
    static final int LENGTH = 512;
    /** Where FileSystemName stands. */
    static final int FILE_SYSTEM_NAME = 0x03;

    static final byte[] MAGIC = {'E', 'X', 'F', 'A', 'T', ' ', ' ', ' '};
    static final int BYTES_PER_SECTOR_SHIFT = 0x6c;
    static final int FIRST_CLUSTER = 2;

    private static final int FLAG_ACTIVE_FAT = 0x01;
    private static final int FLAG_VOLUME_DIRTY = 0x02;
    private static final int FLAG_MEDIA_FAILURE = 0x04;
    private static final long MAX_CLUSTERS = 0xffff_fff5L;

    static BootSector parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(FILE_SYSTEM_NAME, MAGIC);
        if (s.u16(0x1fe) != 0xaa55) {
            throw s.corrupt(0x1fe, "BootSignature", Integer.toHexString(s.u16(0x1fe)), "aa55");
        }
        int revision = s.u16(0x68);
        if (revision >>> 8 != 1) {
            throw new UnsupportedFeatureException(
                    "exfat revision %d.%d; 1 is read".formatted(revision >>> 8, revision & 0xff));
        }
        int sectorShift = s.u8In(BYTES_PER_SECTOR_SHIFT, "BytesPerSectorShift", 9, 12);
        int clusterShift = sectorShift + s.u8In(0x6d, "SectorsPerClusterShift", 0, 25 - sectorShift);
        int fats = s.u8In(0x6e, "NumberOfFats", 1, 2);
        int flags = s.u16(0x6a);
        long clusters = s.u32(0x5c);
        if (clusters < 1 || clusters > MAX_CLUSTERS) {
            throw s.corrupt(0x5c, "ClusterCount", clusters, "1.." + MAX_CLUSTERS);
        }
        long fatLength = s.u32(0x54) << sectorShift;
        if (fatLength < (clusters + FIRST_CLUSTER) * 4) {
            throw s.corrupt(0x54, "FatLength", s.u32(0x54), "room for " + clusters + " clusters");
        }
        long fatOffset = s.u32(0x50) << sectorShift;
        long heapOffset = s.u32(0x58) << sectorShift;
        if (heapOffset < fatOffset + fatLength * fats) {
            throw s.corrupt(0x58, "ClusterHeapOffset", s.u32(0x58), "what lies behind the FATs");
        }
        long root = s.u32(0x60);
        if (root < FIRST_CLUSTER || root > clusters + 1) {
            throw s.corrupt(0x60, "FirstClusterOfRootDirectory", root, "2.." + (clusters + 1));
        }
        long volumeLength = s.u63(0x48, "VolumeLength");
        if (volumeLength > Long.MAX_VALUE >> sectorShift) {
            throw s.corrupt(0x48, "VolumeLength", volumeLength, "less than 2^63 bytes");
        }
        return new BootSector(
                volumeLength << sectorShift,
                fatOffset,
                fatLength,
                heapOffset,
                clusters,
                root,
                s.u32(0x64),
                revision,
                flags,
                1 << sectorShift,
                1 << clusterShift,
                fats == 2 ? flags & FLAG_ACTIVE_FAT : 0);
    }

    boolean isDirty() {
        return (flags & FLAG_VOLUME_DIRTY) != 0;
    }

    boolean hasMediaFailures() {
        return (flags & FLAG_MEDIA_FAILURE) != 0;
    }

    boolean isCluster(long number) {
        return number >= FIRST_CLUSTER && number <= clusterCount + 1;
    }

    /** Where a cluster starts: at most 2³² times 2²⁵ bytes, and the heap behind 2⁴⁴. */
    long position(long cluster) {
        return heapOffset + (cluster - FIRST_CLUSTER) * clusterSize;
    }

    /** How many clusters that many bytes take; rounded up without overflow. */
    long clustersFor(long bytes) {
        return bytes / clusterSize + (bytes % clusterSize == 0 ? 0 : 1);
    }
}
