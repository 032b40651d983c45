package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The blocks of a directory. Each holds a chain of {@link DirectoryEntry}; those of a hash tree's index look like a
 * single entry of unused space to readers that do not know of it, so that one pass over all blocks lists any directory.
 */
final class Directory {

    private final Inode inode;
    private final BlockStore store;
    private final BlockMap map;

    Directory(Inode inode, BlockStore store) throws IOException {
        this.inode = inode;
        this.store = store;
        this.map = BlockMap.of(inode, store);
    }

    Inode inode() {
        return inode;
    }

    Superblock superblock() {
        return store.superblock();
    }

    /** Number of blocks, holes included. */
    long blocks() {
        return Math.min((inode.size() + store.blockSize() - 1) / store.blockSize(), BlockMap.LIMIT);
    }

    /** Whether there is a hash tree that a lookup may use. */
    boolean isIndexed() {
        return inode.has(Inode.FLAG_INDEX) && store.superblock().features().hasCompat(Features.COMPAT_DIR_INDEX);
    }

    /** The first block at or after {@code block} that is stored; {@link #blocks()} or more if there is none. */
    long nextStored(long block) throws IOException {
        long at = block;
        while (at < blocks()) {
            BlockRun run = map.at(at);
            if (run.kind() == Extent.Kind.DATA) {
                return at;
            }
            store.doubts().add(inode.name(), "the directory has a hole");
            at = run.end();
        }
        return at;
    }

    /**
     * A block, its checksum verified.
     *
     * @throws CorruptDataException if it is not stored, or damaged
     */
    StructView block(long number) throws IOException {
        StructView block = unverified(number);
        if (superblock().features().metadataCsum()) {
            if (isIndexed() && HashTree.isIndexBlock(block, number)) {
                HashTree.verify(block, inode.checksumSeed());
            } else {
                verify(block);
            }
        }
        return block;
    }

    /**
     * A block to be listed. As the blocks of an index hold no names, one that is damaged takes none away.
     *
     * @throws CorruptDataException if it is not stored, or damaged
     */
    StructView names(long number) throws IOException {
        StructView block = unverified(number);
        if (superblock().features().metadataCsum()) {
            if (isIndexed() && HashTree.isNameless(block, number)) {
                try {
                    HashTree.verify(block, inode.checksumSeed());
                } catch (CorruptDataException damagedIndex) {
                    String what = "its index is damaged: ".concat(String.valueOf(damagedIndex.getMessage()));
                    store.doubts().add(inode.name(), what);
                }
            } else {
                verify(block);
            }
        }
        return block;
    }

    private StructView unverified(long number) throws IOException {
        String name = inode.nameOf(": directory block ", number);
        BlockRun run = number < blocks() ? map.at(number) : BlockRun.hole(number, 1);
        if (run.kind() != Extent.Kind.DATA) {
            throw new CorruptDataException(name + " is not stored");
        }
        return StructView.littleEndian(name, ByteBuffer.wrap(store.block(run.physical(), name)));
    }

    private void verify(StructView block) throws CorruptDataException {
        int tail = block.length() - DirectoryEntry.TAIL;
        if (block.u32(tail) != 0 || block.u16(tail + 4) != DirectoryEntry.TAIL || block.u16(tail + 6) != 0xde00) {
            throw new CorruptDataException(block.structure() + ": no checksum at its end");
        }
        int computed = Checksum.crc32c(inode.checksumSeed(), block.bytes(0, tail), 0, tail);
        if (block.i32(tail + 8) != computed) {
            throw block.corrupt(
                    tail + 8, "det_checksum", Integer.toHexString(block.i32(tail + 8)), Integer.toHexString(computed));
        }
    }
}
