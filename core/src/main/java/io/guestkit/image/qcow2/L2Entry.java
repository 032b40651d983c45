package io.guestkit.image.qcow2;

/** The words of L1 and L2 tables. Bits: QEMU docs/interop/qcow2, "Cluster mapping". */
final class L2Entry {

    /** Bits 9–55, where L1 entries and standard cluster descriptors keep a host offset. */
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;

    private static final long FLAG_ZERO = 1;
    private static final long FLAG_COMPRESSED = 1L << 62;
    private static final long FLAG_COPIED = 1L << 63;

    private static final int SECTOR = 512;

    private L2Entry() {}

    /** Bits 9–55 of a refcount table entry or a bitmap table entry, which keep an offset, too. */
    static long tableOffset(long word) {
        return word & OFFSET_MASK;
    }

    /** Offset of an L2 table or of a cluster in its file, in bytes; 0 where there is none. */
    static long hostOffset(long word) {
        return word & OFFSET_MASK;
    }

    static boolean isCompressed(long word) {
        return (word & FLAG_COMPRESSED) != 0;
    }

    /** Whether the whole cluster reads as zeros; means nothing with extended L2 entries. */
    static boolean isZero(long word) {
        return (word & FLAG_ZERO) != 0;
    }

    static boolean isCopied(long word) {
        return (word & FLAG_COPIED) != 0;
    }

    /** Where the stream of a compressed cluster starts in the file; any byte. */
    static long compressedOffset(long word, int clusterBits) {
        return word & ((1L << sectorShift(clusterBits)) - 1);
    }

    /** How many bytes the stream may take from there: to the end of the last sector it touches. */
    static int compressedLength(long word, int clusterBits) {
        int shift = sectorShift(clusterBits);
        long moreSectors = (word & (FLAG_COMPRESSED - 1)) >>> shift;
        // at most 1 << (cluster_bits - 8) sectors: below 2^22 bytes
        return (int) ((moreSectors + 1) * SECTOR - (compressedOffset(word, clusterBits) & (SECTOR - 1)));
    }

    /** @param offset of an L2 table or of a standard cluster that is used once */
    static long standard(long offset) {
        return offset | FLAG_COPIED;
    }

    /** A cluster that reads as zeros and takes no room. */
    static long zero() {
        return FLAG_ZERO;
    }

    /**
     * A compressed cluster.
     *
     * @param offset of its first byte, below 2<sup>70 - clusterBits</sup>
     * @param length of the stream, at least 1
     */
    static long compressed(long offset, int length, int clusterBits) {
        long moreSectors = (offset + length - 1) / SECTOR - offset / SECTOR;
        return FLAG_COMPRESSED | moreSectors << sectorShift(clusterBits) | offset;
    }

    private static int sectorShift(int clusterBits) {
        return 62 - (clusterBits - 8);
    }

    /** Bits for {@code count} subclusters from {@code first} on, to be set in the second word of an extended L2 entry. */
    static long allocatedSubclusters(int first, int count) {
        return (-1L >>> (64 - count)) << first;
    }

    /** As {@link #allocatedSubclusters}, for subclusters that read as zeros. */
    static long zeroSubclusters(int first, int count) {
        return allocatedSubclusters(first, count) << 32;
    }

    /** @param bitmap the second word of an extended L2 entry */
    static boolean isSubclusterAllocated(long bitmap, int subcluster) {
        return (bitmap >>> subcluster & 1) != 0;
    }

    /** @param bitmap the second word of an extended L2 entry */
    static boolean isSubclusterZero(long bitmap, int subcluster) {
        return (bitmap >>> (32 + subcluster) & 1) != 0;
    }
}
