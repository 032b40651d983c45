package io.guestkit.fs.fat;

/** The three widths of an entry of the allocation table. */
enum FatType {
    FAT12(12, 0xfff),
    FAT16(16, 0xffff),
    /** The upper four of its 32 bits are reserved and not part of the entry. */
    FAT32(32, 0x0fff_ffff);

    private final int bits;
    private final int mask;

    FatType(int bits, int mask) {
        this.bits = bits;
        this.mask = mask;
    }

    /** Size of an entry in bits. */
    int bits() {
        return bits;
    }

    /** The bits of an entry that count. */
    int mask() {
        return mask;
    }

    /** Largest number of clusters; the numbers from there on mean something else. */
    int maxClusters() {
        return switch (this) {
            case FAT12 -> 4084;
            case FAT16 -> 65524;
            case FAT32 -> 0x0fff_fff5;
        };
    }

    /** The first of the values that end a chain; the one before it marks a bad cluster. */
    int endOfChain() {
        return mask - 7;
    }
}
