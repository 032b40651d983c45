package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;

/** Where the blocks of one fork of an inode are. Safe for use by several threads. */
sealed interface BlockMap permits Extents, ExtentTree {

    /** Blocks of a file are numbered with 54 bits. */
    long LIMIT = 1L << 54;

    /**
     * The run that starts at a block of the file.
     *
     * @param block in {@code [0, LIMIT)}
     * @return a run that starts there; the next one may go on where it ends
     * @throws CorruptDataException if this part of the map is damaged
     */
    BlockRun at(long block) throws IOException;

    static BlockMap of(Fork fork, BlockStore store) throws IOException {
        return switch (fork.format()) {
            case Fork.EXTENTS -> Extents.inline(fork, store);
            case Fork.BTREE -> new ExtentTree(fork, store);
            default ->
                throw fork.inode()
                        .corrupt("its %s has format %d, expected extents or a tree of them"
                                .formatted(fork.name(), fork.format()));
        };
    }
}
