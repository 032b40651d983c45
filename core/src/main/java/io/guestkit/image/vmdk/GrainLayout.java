package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;

/**
 * What a sparse extent's header says about where its grains are, whichever kind of header that is.
 *
 * @param capacity size of the extent on the guest's disk, in bytes
 * @param grainBytes size of a grain
 * @param tableEntries grains that a grain table is for
 * @param directoryOffset of the grain directory in the file, in bytes
 * @param redundantOffset of the redundant grain directory in the file, in bytes; 0 for none
 * @param firstGrain offset in the file behind which there are only grains, in bytes; 0 where that is not so
 * @param dirty whether the last writer did not finish
 */
record GrainLayout(
        BlockSource file,
        GrainWords words,
        long capacity,
        long grainBytes,
        int tableEntries,
        long directoryOffset,
        long redundantOffset,
        long firstGrain,
        Storage storage,
        boolean dirty) {

    /** How a grain stands in the file. */
    enum Storage {
        PLAIN,
        /** Compressed, the length not recorded. */
        COMPRESSED,
        /** Compressed, behind a marker with its length. */
        MARKED
    }

    /** A compressed grain is decompressed as a whole; the only size in use is 64 KiB. */
    private static final long MAX_COMPRESSED_GRAIN = 8 << 20;

    static GrainLayout of(BlockSource file, SparseHeader header)
            throws CorruptDataException, UnsupportedFeatureException {
        if (header.compressAlgorithm() != SparseHeader.COMPRESSION_NONE && !header.isCompressed()) {
            throw new UnsupportedFeatureException(
                    "VMDK sparse header: compressAlgorithm %d; 0 (none) and 1 (deflate) can be read"
                            .formatted(header.compressAlgorithm()));
        }
        long grainBytes = (long) header.grainSize() * SparseHeader.SECTOR;
        if (header.isCompressed() && grainBytes > MAX_COMPRESSED_GRAIN) {
            throw new UnsupportedFeatureException(
                    "VMDK sparse header: compressed grains of %d sectors; up to %d can be read"
                            .formatted(header.grainSize(), MAX_COMPRESSED_GRAIN / SparseHeader.SECTOR));
        }
        if (header.overHead() > (file.size() + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR) {
            throw new CorruptDataException(
                    "VMDK sparse header: overHead at +0x40 is %d sectors, the file has %d bytes; was the file truncated?"
                            .formatted(header.overHead(), file.size()));
        }
        Storage storage = header.hasMarkers() ? Storage.MARKED : Storage.COMPRESSED;
        return new GrainLayout(
                file,
                new SectorWords(header.hasZeroedGrains()),
                header.capacity() * SparseHeader.SECTOR,
                grainBytes,
                header.numGTEsPerGT(),
                header.gdOffset() * SparseHeader.SECTOR,
                header.rgdOffset() * SparseHeader.SECTOR,
                header.isCompressed() ? 0 : header.overHead() * SparseHeader.SECTOR,
                header.isCompressed() ? storage : Storage.PLAIN,
                header.uncleanShutdown());
    }

    static GrainLayout of(BlockSource file, CowdHeader header) {
        return new GrainLayout(
                file,
                new SectorWords(false),
                header.numSectors() * SparseHeader.SECTOR,
                (long) header.grainSize() * SparseHeader.SECTOR,
                CowdHeader.TABLE_ENTRIES,
                header.gdOffset() * SparseHeader.SECTOR,
                0,
                0,
                Storage.PLAIN,
                header.uncleanShutdown());
    }

    static GrainLayout of(BlockSource file, SeSparseHeader header) throws UnsupportedFeatureException {
        if (header.replayJournal()) {
            throw new UnsupportedFeatureException(
                    "VMDK seSparse extent: was not closed cleanly, and its journal cannot be replayed");
        }
        return new GrainLayout(
                file,
                SeSparseWords.of(header),
                header.capacity() * SparseHeader.SECTOR,
                (long) SeSparseHeader.GRAIN * SparseHeader.SECTOR,
                SeSparseHeader.TABLE_ENTRIES,
                header.grainDirOffset() * SparseHeader.SECTOR,
                0,
                0,
                Storage.PLAIN,
                false);
    }

    /** How much of the disk a grain table is for, in bytes; below 2^42. */
    long tableCoverage() {
        return grainBytes * tableEntries;
    }

    /** How many entries the grain directory has. */
    long directoryEntries() {
        return capacity / tableCoverage() + (capacity % tableCoverage() == 0 ? 0 : 1);
    }

    /** With the redundant directory instead of the primary one. */
    GrainLayout withRedundantDirectory() {
        return new GrainLayout(
                file, words, capacity, grainBytes, tableEntries, redundantOffset, 0, firstGrain, storage, dirty);
    }
}
