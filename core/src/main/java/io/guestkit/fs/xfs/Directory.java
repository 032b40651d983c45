package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The blocks of a directory that does not fit into its inode: entries from the start on, and from 32 GiB on an index of
 * them by the hash of their names. A directory of one block has both in it. Where the file system says so, a block of a
 * directory is made of several blocks, which need not lie side by side.
 */
final class Directory {

    /** Where the index starts, in bytes. */
    private static final long LEAF_OFFSET = 1L << 35;

    private static final int MAGIC_BLOCK_V4 = 0x5844_3242;
    private static final int MAGIC_BLOCK_V5 = 0x5844_4233;
    private static final int MAGIC_DATA_V4 = 0x5844_3244;
    private static final int MAGIC_DATA_V5 = 0x5844_4433;
    private static final int DATA_HEADER_V4 = 16;
    private static final int DATA_HEADER_V5 = 64;
    /** At the end of the only block: number of entries in the index, and how many of them are stale. */
    private static final int BLOCK_TAIL = 8;

    private final Inode inode;
    private final BlockStore store;
    private final BlockMap map;
    private final int blockSize;

    Directory(Inode inode, BlockStore store) throws IOException {
        this.inode = inode;
        this.store = store;
        this.map = BlockMap.of(inode.dataFork(), store);
        this.blockSize = store.superblock().directoryBlockSize();
    }

    /**
     * A block with entries.
     *
     * @param start offset of the first entry
     * @param end where the entries end
     * @param indexed number of entries of the index that stands at {@code end}; 0 where the index has blocks of its own
     */
    record Data(StructView view, int start, int end, int indexed) {}

    Inode inode() {
        return inode;
    }

    boolean ftype() {
        return store.superblock().features().ftype();
    }

    boolean v5() {
        return store.v5();
    }

    int blockSize() {
        return blockSize;
    }

    /** Number of blocks with entries, holes included. */
    long blocks() {
        return (Math.min(inode.size(), LEAF_OFFSET) + blockSize - 1) / blockSize;
    }

    /** More blocks than a directory can have without naming one of them twice. */
    long mostBlocks() {
        return store.superblock().blocksCount();
    }

    /** The first block at or after {@code block} that is stored; {@link #blocks()} or more if there is none. */
    long nextStored(long block) throws IOException {
        int log = store.superblock().directoryBlockLog();
        long at = block;
        while (at < blocks()) {
            BlockRun run = map.at(at << log);
            if (run.isData()) {
                return at;
            }
            at = Math.max(at + 1, run.end() >> log);
        }
        return at;
    }

    /**
     * A block with entries.
     *
     * @throws CorruptDataException if it is not stored, or damaged
     */
    Data data(long number) throws IOException {
        String name = inode.nameOf(": directory block ", number);
        if (number >= blocks()) {
            throw new CorruptDataException(name + ": the directory has only " + blocks());
        }
        BlockStore.Metadata block = read(name, number << store.superblock().directoryBlockLog());
        StructView view = block.view();
        int magic = view.i32(0x00);
        boolean single = magic == (store.v5() ? MAGIC_BLOCK_V5 : MAGIC_BLOCK_V4);
        if (!single && magic != (store.v5() ? MAGIC_DATA_V5 : MAGIC_DATA_V4)) {
            throw view.corrupt(0x00, "magic", Integer.toHexString(magic), "that of a block with entries");
        }
        if (store.v5()) {
            block.verify(0x04, 0x08, 0x18, 0x28, inode.number());
        }
        int start = store.v5() ? DATA_HEADER_V5 : DATA_HEADER_V4;
        if (!single) {
            return new Data(view, start, blockSize, 0);
        }
        int tail = blockSize - BLOCK_TAIL;
        int indexed = view.u32In(tail, "count", 0, (tail - start) / DirectoryIndex.ENTRY);
        return new Data(view, start, tail - indexed * DirectoryIndex.ENTRY, indexed);
    }

    /**
     * A block of the index.
     *
     * @param number in blocks of the file system, as the index counts them
     */
    BlockStore.Metadata index(long number) throws IOException {
        return read(inode.nameOf(": index block ", number), number);
    }

    /** Number of the first block of the index. */
    long indexRoot() {
        return LEAF_OFFSET / store.blockSize();
    }

    private BlockStore.Metadata read(String name, long logical) throws IOException {
        int count = 1 << store.superblock().directoryBlockLog();
        BlockRun run = stored(name, logical);
        long position = store.superblock().position(run.physical());
        if (run.length() >= count) {
            return store.read(name, position, blockSize);
        }
        byte[] bytes = new byte[blockSize];
        boolean replayed = false;
        int at = 0;
        while (true) {
            long piecePosition = store.superblock().position(run.physical());
            int length = (int) Math.min(run.length() * store.blockSize(), blockSize - at);
            store.metadata().read(piecePosition, ByteBuffer.wrap(bytes, at, length));
            replayed |= store.replay().touches(piecePosition, length);
            at += length;
            if (at == blockSize) {
                return new BlockStore.Metadata(
                        StructView.bigEndian(name, ByteBuffer.wrap(bytes)), bytes, position, replayed, store);
            }
            run = stored(name, run.end());
        }
    }

    private BlockRun stored(String name, long logical) throws IOException {
        BlockRun run = map.at(logical);
        if (!run.isData()) {
            throw new CorruptDataException(name + " is not stored");
        }
        return run;
    }
}
