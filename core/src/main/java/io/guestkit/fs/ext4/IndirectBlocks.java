package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The map of ext2 and ext3: the numbers of the first twelve blocks, then of one block of numbers, of one of blocks of
 * numbers, and of one more level. A number that is 0 stands for a hole as large as all that would be behind it.
 */
final class IndirectBlocks implements BlockMap {

    private static final int DIRECT = 12;
    private static final int LEVELS = 3;

    private final Inode inode;
    private final BlockStore store;
    private final StructView root;
    private final int pointersPerBlock;

    IndirectBlocks(Inode inode, BlockStore store) throws CorruptDataException {
        this.inode = inode;
        this.store = store;
        this.root = inode.block();
        this.pointersPerBlock = store.blockSize() / Integer.BYTES;
    }

    @Override
    public BlockRun at(long block) throws IOException {
        if (block < DIRECT) {
            return run(root, (int) block, DIRECT, block);
        }
        long first = DIRECT;
        long span = 1; // blocks behind one pointer of the table that is looked at
        for (int level = 1; level <= LEVELS; level++) {
            span *= pointersPerBlock; // at most 2^14 pointers, so at most 2^42 blocks
            if (block < first + span) {
                return behind(root.u32(Integer.BYTES * (DIRECT + level - 1)), block, first, span);
            }
            first += span;
        }
        return BlockRun.hole(block, Math.max(LIMIT, block + 1) - block); // beyond what this map can hold
    }

    /** @param span blocks of the file that are behind {@code pointer}, the first of which is {@code first} */
    private BlockRun behind(long pointer, long block, long first, long span) throws IOException {
        long number = pointer;
        long start = first;
        long size = span;
        while (number != 0) {
            String name = inode.nameOf(": indirect block ", number);
            StructView table = StructView.littleEndian(name, ByteBuffer.wrap(store.block(number, name)));
            size /= pointersPerBlock;
            int index = (int) ((block - start) / size);
            if (size == 1) {
                return run(table, index, pointersPerBlock, block);
            }
            start += index * size;
            number = table.u32(index * Integer.BYTES);
        }
        return BlockRun.hole(block, start + size - block);
    }

    /** The pointers from {@code index} on, as far as they go up one by one, or are all 0. */
    private BlockRun run(StructView table, int index, int end, long block) throws CorruptDataException {
        long physical = table.u32(index * Integer.BYTES);
        int next = index + 1;
        while (next < end && table.u32(next * Integer.BYTES) == (physical == 0 ? 0 : physical + next - index)) {
            next++;
        }
        if (physical == 0) {
            return BlockRun.hole(block, next - index);
        }
        store.requireInside(physical, next - index, table.structure());
        return new BlockRun(block, next - index, physical, Extent.Kind.DATA);
    }
}
