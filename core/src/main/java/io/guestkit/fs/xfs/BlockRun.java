package io.guestkit.fs.xfs;

import io.guestkit.io.Extent;

/**
 * Blocks of a file that lie side by side, or that are not stored at all.
 *
 * @param logical number of the first one in the file
 * @param length in blocks, at least 1
 * @param physical number of the first one in the file system; 0 but for {@link Extent.Kind#DATA}
 */
record BlockRun(long logical, long length, long physical, Extent.Kind kind) {

    static BlockRun hole(long logical, long length) {
        return new BlockRun(logical, length, 0, Extent.Kind.HOLE);
    }

    boolean isData() {
        return kind == Extent.Kind.DATA;
    }

    long end() {
        return logical + length;
    }

    /** The part from {@code block} on, which lies in this run. */
    BlockRun from(long block) {
        long skipped = block - logical;
        return new BlockRun(block, length - skipped, physical == 0 ? 0 : physical + skipped, kind);
    }
}
