package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/**
 * Header of an ESX server sparse extent, little-endian. Names and offsets: VMware Virtual Disk Format 5.0, "ESXi Host
 * Sparse Extents" ({@code COWDisk_Header}). What it has of the parent is left aside: the descriptor's word counts.
 *
 * @param numSectors size of the extent on the guest's disk, in sectors
 * @param grainSize in sectors
 * @param gdOffset of the grain directory, in sectors
 * @param numGDEntries entries of the grain directory
 * @param uncleanShutdown whether the last writer did not finish
 */
record CowdHeader(long numSectors, int grainSize, long gdOffset, long numGDEntries, boolean uncleanShutdown) {

    static final byte[] MAGIC = {'C', 'O', 'W', 'D'};
    /** Entries of each grain table. */
    static final int TABLE_ENTRIES = 4096;

    private static final int LENGTH = 2048;

    static CowdHeader read(BlockSource source) throws IOException {
        return parse(StructView.littleEndian("VMDK COWD header", source, 0, LENGTH));
    }

    static CowdHeader parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, MAGIC);
        long version = s.u32(0x04);
        if (version != 1) {
            // Workstation 3 had another format under the same magic, with smaller tables
            throw new UnsupportedFeatureException("VMDK COWD extent version " + version + "; 1 can be read");
        }
        CowdHeader header = new CowdHeader(
                s.u32(0x0c),
                s.u32In(0x10, "grainSize", 1, SparseHeader.MAX_GRAIN),
                s.u32(0x14),
                s.u32(0x18),
                s.u32(0x670) != 0);
        long table = (long) header.grainSize * TABLE_ENTRIES;
        long needed = (header.numSectors + table - 1) / table;
        if (header.numGDEntries < needed) {
            throw s.corrupt(0x18, "numGDEntries", header.numGDEntries, "at least " + needed);
        }
        return header;
    }
}
