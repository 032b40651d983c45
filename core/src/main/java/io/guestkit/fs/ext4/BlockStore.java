package io.guestkit.fs.ext4;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;

/**
 * The volume as numbered blocks. Metadata goes through a cache, contents of files do not.
 *
 * @param volume the bytes, with the journal replayed where that was needed
 * @param metadata the same bytes through a cache
 */
record BlockStore(BlockSource volume, BlockSource metadata, Superblock superblock, Doubts doubts) {

    /** Several inodes, descriptors or blocks of a directory come with one read. */
    private static final int CACHE_BLOCK = 16 << 10;

    private static final long CACHE_CAPACITY = 8 << 20;

    static BlockStore of(BlockSource volume, Superblock superblock, Doubts doubts) {
        return new BlockStore(volume, new CachedSource(volume, CACHE_BLOCK, CACHE_CAPACITY), superblock, doubts);
    }

    int blockSize() {
        return superblock.blockSize();
    }

    /**
     * A block of metadata.
     *
     * @param what what should be there, for the message
     * @throws CorruptDataException if the number cannot be that of such a block
     */
    byte[] block(long number, String what) throws IOException {
        requireInside(number, 1, what);
        return metadata.readBytes(number * blockSize(), blockSize());
    }

    /** Fails unless the blocks lie in the file system, behind its superblock. */
    void requireInside(long number, long count, String what) throws CorruptDataException {
        if (number <= superblock.firstDataBlock() || count < 0 || number > superblock.blocksCount() - count) {
            throw new CorruptDataException("%s: blocks %d+%d lie outside blocks %d..%d of the file system"
                    .formatted(what, number, count, superblock.firstDataBlock() + 1, superblock.blocksCount() - 1));
        }
    }
}
