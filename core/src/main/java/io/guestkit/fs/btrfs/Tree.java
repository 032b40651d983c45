package io.guestkit.fs.btrfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A tree as it is stored. */
record Tree(BlockStore store, Superblock.TreeRoot root) implements Items {

    private TreeBlock top() throws IOException {
        return store.block(root.address(), root.level(), root.generation(), null);
    }

    /** The block that a pointer leads to. */
    private TreeBlock below(TreeBlock block, int index) throws IOException {
        return store.block(block.child(index), block.level() - 1, block.childGeneration(index), block.key(index));
    }

    @Override
    public @Nullable Item floor(Key key) throws IOException {
        TreeBlock block = top();
        while (block.level() > 0) {
            int index = block.floor(key);
            if (index < 0) {
                return null;
            }
            block = below(block, index);
        }
        int index = block.floor(key);
        return index < 0 ? null : block.item(index);
    }

    @Override
    public Cursor from(Key first) throws IOException {
        return new Walk(first);
    }

    private final class Walk implements Cursor {

        private final @Nullable TreeBlock[] blocks;
        /** The entry of each level that is next; of the levels above the leaves, the one that leads to it. */
        private final int[] indexes;

        Walk(Key first) throws IOException {
            TreeBlock block = top();
            this.blocks = new TreeBlock[block.level() + 1];
            this.indexes = new int[block.level() + 1];
            while (block.level() > 0) {
                int index = Math.max(0, block.floor(first));
                blocks[block.level()] = block;
                indexes[block.level()] = index;
                block = below(block, index);
            }
            int index = block.floor(first);
            boolean exact = index >= 0 && block.key(index).equals(first);
            blocks[0] = block;
            indexes[0] = exact ? index : index + 1;
        }

        @Override
        public @Nullable Item next() throws IOException {
            TreeBlock leaf = blocks[0];
            while (leaf != null && indexes[0] >= leaf.count()) {
                leaf = nextLeaf();
            }
            return leaf == null ? null : leaf.item(indexes[0]++);
        }

        private @Nullable TreeBlock nextLeaf() throws IOException {
            int level = 1;
            while (level < blocks.length) {
                TreeBlock block = blocks[level];
                if (block != null && indexes[level] + 1 < block.count()) {
                    break;
                }
                level++;
            }
            if (level == blocks.length) {
                blocks[0] = null;
                return null;
            }
            int index = ++indexes[level];
            TreeBlock block = blocks[level];
            while (block != null && level > 0) {
                block = below(block, index);
                level--;
                index = 0;
                blocks[level] = block;
                indexes[level] = 0;
            }
            return block;
        }
    }
}
