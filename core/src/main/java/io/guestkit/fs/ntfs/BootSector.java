package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;

/**
 * The boot sector: sizes, and where the master file table is.
 *
 * @param sectorSize in bytes, 256..4096
 * @param clusterSize in bytes, 256..2 MiB
 * @param clusters how many there are; those of the backup boot sector are not counted
 * @param mftLcn first cluster of $MFT
 * @param mftMirrLcn first cluster of $MFTMirr
 * @param recordSize size of a FILE record in bytes, 512..65536
 * @param indexSize size of an index block in bytes, as directories are given by default
 * @param serial number of the volume
 */
record BootSector(
        int sectorSize,
        int clusterSize,
        long clusters,
        long mftLcn,
        long mftMirrLcn,
        int recordSize,
        int indexSize,
        long serial) {

    static final String NAME = "NTFS boot sector";
    static final int LENGTH = 512;

    private static final byte[] OEM_ID = {'N', 'T', 'F', 'S', ' ', ' ', ' ', ' '};
    private static final int OEM_ID_OFFSET = 0x03;
    private static final int MAX_CLUSTER = 2 << 20;

    /** Whether the bytes at {@code position} say that they are such a sector. */
    static boolean isAt(BlockSource volume, long position) throws IOException {
        return position >= 0
                && position <= volume.size() - LENGTH
                && StructView.littleEndian(NAME, volume, position, LENGTH).startsWith(OEM_ID_OFFSET, OEM_ID);
    }

    static BootSector parse(StructView s) throws CorruptDataException {
        s.expectMagic(OEM_ID_OFFSET, OEM_ID);
        int sectorSize = powerOfTwo(s, 0x0b, "BytesPerSector", s.u16(0x0b), 256, 4096);
        int clusterSize = powerOfTwo(s, 0x0d, "cluster size", clusterSize(s, sectorSize), sectorSize, MAX_CLUSTER);
        long clusters = s.u63(0x28, "TotalSectors") / (clusterSize / sectorSize);
        if (clusters < 1 || clusters > Long.MAX_VALUE / clusterSize) {
            throw s.corrupt(0x28, "TotalSectors", s.bits64(0x28), "1.." + Long.MAX_VALUE / sectorSize);
        }
        return new BootSector(
                sectorSize,
                clusterSize,
                clusters,
                cluster(s, 0x30, "MftStartLcn", clusters),
                cluster(s, 0x38, "Mft2StartLcn", clusters),
                powerOfTwo(
                        s, 0x40, "FILE record size", perClusters(s, 0x40, clusterSize), UpdateSequence.STRIDE, 1 << 16),
                powerOfTwo(
                        s, 0x44, "index block size", perClusters(s, 0x44, clusterSize), UpdateSequence.STRIDE, 1 << 16),
                s.bits64(0x48));
    }

    /** In sectors up to 128; above, two to the power of the complement, for clusters of more than 64 KiB. */
    private static long clusterSize(StructView s, int sectorSize) throws CorruptDataException {
        int field = s.u8(0x0d);
        return (field <= 0x80 ? field : 1L << Math.min(32, 256 - field)) * sectorSize;
    }

    /** In clusters if positive, else two to the power of its complement in bytes. */
    private static long perClusters(StructView s, int offset, int clusterSize) throws CorruptDataException {
        byte field = (byte) s.u8(offset);
        return field > 0 ? (long) field * clusterSize : 1L << Math.min(32, -field);
    }

    private static int powerOfTwo(StructView s, int offset, String field, long value, int min, int max)
            throws CorruptDataException {
        if (value < min || value > max || Long.bitCount(value) != 1) {
            throw s.corrupt(offset, field, value, "a power of two in " + min + ".." + max);
        }
        return (int) value;
    }

    private static long cluster(StructView s, int offset, String field, long clusters) throws CorruptDataException {
        long lcn = s.u63(offset, field);
        if (lcn >= clusters) {
            throw s.corrupt(offset, field, lcn, "less than " + clusters);
        }
        return lcn;
    }

    /** Size of the file system in bytes. */
    long size() {
        return clusters * clusterSize; // does not overflow: see parse
    }
}
