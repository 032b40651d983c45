package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A B+ tree of extents ("bmap btree"), sorted by block of the file: its root in the inode, its other nodes in blocks of
 * their own.
 */
final class ExtentTree implements BlockMap {

    private static final byte[] MAGIC_V4 = {'B', 'M', 'A', 'P'};
    private static final byte[] MAGIC_V5 = {'B', 'M', 'A', '3'};
    private static final int ROOT_HEADER = 4;
    private static final int HEADER_V4 = 24;
    private static final int HEADER_V5 = 72;
    /** A key and a pointer. */
    private static final int ENTRY = 16;

    private static final int WORD = 8;
    /** XFS_BTREE_MAXLEVELS, which no tree of 2⁴⁸ extents reaches. */
    private static final int MAX_LEVELS = 9;

    private final Fork fork;
    private final BlockStore store;
    private final int header;
    private final Node root;
    private volatile @Nullable Extents recentLeaf;

    ExtentTree(Fork fork, BlockStore store) throws CorruptDataException {
        this.fork = fork;
        this.store = store;
        this.header = store.v5() ? HEADER_V5 : HEADER_V4;
        StructView view = fork.view();
        int level = view.u16In(0x00, "bb_level", 1, MAX_LEVELS);
        int room = (view.length() - ROOT_HEADER) / ENTRY;
        this.root = new Node(view, level, ROOT_HEADER, view.u16In(0x02, "bb_numrecs", 1, room), room, 0, LIMIT);
    }

    @Override
    public BlockRun at(long block) throws IOException {
        Extents leaf = recentLeaf;
        if (leaf == null || !leaf.covers(block)) {
            Node node = root;
            while (true) {
                int child = node.last(block);
                if (child < 0) { // before the first child
                    return BlockRun.hole(block, node.key(0) - block);
                }
                StructView view = child(node, child);
                int records = view.u16(0x06);
                if (node.level == 1) {
                    if (records > (view.length() - header) / Extents.RECORD) {
                        throw view.corrupt(0x06, "bb_numrecs", records, "what the block has room for");
                    }
                    leaf = Extents.leaf(view, header, records, node.key(child), node.end(child), store);
                    break;
                }
                int room = (view.length() - header) / ENTRY;
                node = new Node(
                        view,
                        node.level - 1,
                        header,
                        view.u16In(0x06, "bb_numrecs", 1, room),
                        room,
                        node.key(child),
                        node.end(child));
            }
            recentLeaf = leaf;
        }
        return leaf.at(block);
    }

    private StructView child(Node parent, int index) throws IOException {
        long number = parent.pointer(index);
        Inode inode = fork.inode();
        String name = inode.nameOf(": extent block ", number);
        BlockStore.Metadata block = store.block(name, number);
        StructView view = block.view();
        view.expectMagic(0x00, store.v5() ? MAGIC_V5 : MAGIC_V4);
        view.u16In(0x04, "bb_level", parent.level - 1, parent.level - 1);
        if (store.v5()) {
            if (store.replay().changedOwner(inode.number())) {
                block.verify(0x40, 0x18, 0x28);
            } else {
                block.verify(0x40, 0x18, 0x28, 0x38, inode.number());
            }
        }
        return view;
    }

    /** A node above the leaves: keys, and behind the room for them pointers; the keys lie in {@code [low, high)}. */
    private static final class Node {

        final int level;
        private final StructView view;
        private final int keys;
        private final int count;
        private final int pointers;
        private final long high;

        Node(StructView view, int level, int keys, int count, int room, long low, long high)
                throws CorruptDataException {
            this.view = view;
            this.level = level;
            this.keys = keys;
            this.count = count;
            this.pointers = keys + room * WORD;
            this.high = high;
            long least = low;
            for (int i = 0; i < count; i++) {
                long key = key(i);
                if (key < least || key >= high) {
                    throw view.corrupt(keys + i * WORD, "br_startoff", key, least + ".." + (high - 1));
                }
                least = key + 1;
            }
        }

        long key(int index) throws CorruptDataException {
            return view.bits64(keys + index * WORD);
        }

        /** Where the next entry starts. */
        long end(int index) throws CorruptDataException {
            return index + 1 < count ? key(index + 1) : high;
        }

        long pointer(int index) throws CorruptDataException {
            return view.bits64(pointers + index * WORD);
        }

        /** The last entry that starts at or before a block, or -1. */
        int last(long block) throws CorruptDataException {
            int from = 0;
            int to = count;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (key(middle) <= block) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from - 1;
        }
    }
}
