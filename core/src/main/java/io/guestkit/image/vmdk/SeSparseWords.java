package io.guestkit.image.vmdk;

import io.guestkit.io.CorruptDataException;

/**
 * Words of seSparse extents: the highest four bits are a type, the others the number of a grain table or of a grain.
 *
 * @param tablesOffset where grain table 0 is in the file, in bytes
 * @param grainsOffset where grain 0 is in the file, in bytes
 */
record SeSparseWords(long tablesOffset, long grainsOffset) implements GrainWords {

    private static final long TABLE_BYTES = (long) SeSparseHeader.TABLE * SparseHeader.SECTOR;
    private static final long GRAIN_BYTES = (long) SeSparseHeader.GRAIN * SparseHeader.SECTOR;

    /** Far behind the end of any file, and small enough to be multiplied. */
    private static final long MAX_GRAINS = (1L << 61) / GRAIN_BYTES;

    private static final int TYPE_SHIFT = 60;
    private static final int UNALLOCATED = 0;
    private static final int UNMAPPED = 1;
    private static final int ZERO = 2;
    private static final int ALLOCATED = 3;

    static SeSparseWords of(SeSparseHeader header) {
        return new SeSparseWords(
                header.grainTablesOffset() * SparseHeader.SECTOR, header.grainsOffset() * SparseHeader.SECTOR);
    }

    @Override
    public int bytes() {
        return Long.BYTES;
    }

    @Override
    public long tableOffset(long directoryWord) throws CorruptDataException {
        if (directoryWord == 0) {
            return 0;
        }
        if (directoryWord >>> 32 != 1L << (TYPE_SHIFT - 32)) {
            throw new CorruptDataException("VMDK seSparse grain directory: entry 0x%x, expected 0 or 0x10000000xxxxxxxx"
                    .formatted(directoryWord));
        }
        return tablesOffset + (directoryWord & 0xffff_ffffL) * TABLE_BYTES; // below 2^61 + 2^47
    }

    @Override
    public Kind kind(long word) throws CorruptDataException {
        int type = (int) (word >>> TYPE_SHIFT);
        if (type == UNALLOCATED && word == 0) {
            return Kind.UNALLOCATED;
        }
        // the guest has discarded an unmapped grain, and expects zeros there
        if (type == UNMAPPED || type == ZERO) {
            return Kind.ZERO;
        }
        if (type == ALLOCATED) {
            return Kind.DATA;
        }
        throw new CorruptDataException(
                "VMDK seSparse grain table: entry 0x%x, expected 0 or a type of 1 to 3 in its highest bits"
                        .formatted(word));
    }

    /** The number of the grain is split: its low 12 bits stand above its high 48. */
    @Override
    public long grainOffset(long word) throws CorruptDataException {
        long grain = (word >>> 48 & 0xfff) | (word & 0xffff_ffff_ffffL) << 12;
        if (grain > MAX_GRAINS) {
            throw new CorruptDataException(
                    "VMDK seSparse grain table: entry 0x%x stands for grain %d, which no file is large enough to have"
                            .formatted(word, grain));
        }
        return grainsOffset + grain * GRAIN_BYTES; // below 2^61 + 2^61
    }
}
