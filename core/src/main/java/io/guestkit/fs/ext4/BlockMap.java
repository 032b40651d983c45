package io.guestkit.fs.ext4;

import java.io.IOException;

/** Where the blocks of one file are. Safe for use by several threads. */
sealed interface BlockMap permits ExtentTree, IndirectBlocks {

    /** Blocks of a file are numbered with 32 bits. */
    long LIMIT = 1L << 32;

    /**
     * The run that starts at a block of the file.
     *
     * @param block in {@code [0, LIMIT)}
     * @return a run that starts there; the next one may go on where it ends
     * @throws io.guestkit.io.CorruptDataException if this part of the map is damaged
     */
    BlockRun at(long block) throws IOException;

    static BlockMap of(Inode inode, BlockStore store) throws IOException {
        return inode.has(Inode.FLAG_EXTENTS) ? new ExtentTree(inode, store) : new IndirectBlocks(inode, store);
    }
}
