package io.guestkit.image.vhdx;

/** The word of the block allocation table: three bits of state, and where the block is, in MiB, from bit 20 on. */
final class BatEntry {

    /** Nothing was ever stored: the parent's block, or zeros. */
    static final int NOT_PRESENT = 0;

    static final int UNDEFINED = 1;
    static final int ZERO = 2;
    static final int UNMAPPED = 3;
    /** What drafts of the specification, before version 1, had for {@link #UNMAPPED}. */
    static final int UNMAPPED_DRAFT = 5;

    static final int FULLY_PRESENT = 6;
    /** A bitmap says which sectors are in this file. */
    static final int PARTIALLY_PRESENT = 7;

    /** Of a block of sector bitmaps. */
    static final int BITMAP_PRESENT = 6;

    private static final long OFFSET = -1L << 20;

    private BatEntry() {}

    static int state(long entry) {
        return (int) entry & 7;
    }

    /** In bytes from the start of the file; negative if no file is as large. */
    static long fileOffset(long entry) {
        return entry & OFFSET;
    }
}
