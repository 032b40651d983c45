package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A B+ tree of extents, sorted by block of the file: its root in the inode, its other nodes in blocks of their own. */
final class ExtentTree implements BlockMap {

    private static final int MAGIC = 0xf30a;
    private static final int HEADER = 12;
    private static final int ENTRY = 12;
    private static final int MAX_DEPTH = 5;
    /** Lengths above this are those of unwritten extents, which read as zeros. */
    private static final int MAX_WRITTEN_LENGTH = 32768;

    private final Inode inode;
    private final BlockStore store;
    private final Node root;
    private volatile @Nullable Node recentLeaf;

    ExtentTree(Inode inode, BlockStore store) throws CorruptDataException {
        this.inode = inode;
        this.store = store;
        StructView view = inode.block();
        this.root = new Node(view, view.u16In(0x06, "eh_depth", 0, MAX_DEPTH), 0, LIMIT);
    }

    @Override
    public BlockRun at(long block) throws IOException {
        Node node = recentLeaf;
        if (node == null || block < node.low || block >= node.high) {
            node = root;
            while (node.depth > 0) {
                int child = node.last(block);
                if (child < 0) { // before the first child
                    return BlockRun.hole(block, node.blockOf(0) - block);
                }
                node = child(node, child);
            }
            recentLeaf = node;
        }
        int last = node.last(block);
        if (last >= 0) {
            BlockRun extent = node.extent(last);
            if (block < extent.end()) {
                return extent.from(block);
            }
        }
        return BlockRun.hole(block, node.endOf(last) - block);
    }

    private Node child(Node parent, int index) throws IOException {
        int at = HEADER + index * ENTRY;
        long number = parent.view.u32(at + 4) | (long) parent.view.u16(at + 8) << 32;
        String name = inode.nameOf(": extent block ", number);
        byte[] block = store.block(number, name);
        StructView view = StructView.littleEndian(name, ByteBuffer.wrap(block));
        Node child = new Node(view, parent.depth - 1, parent.blockOf(index), parent.endOf(index));
        if (store.superblock().features().metadataCsum()) {
            int tail = HEADER + view.u16(0x04) * ENTRY; // eh_max, which fits into the block
            int computed = Checksum.crc32c(inode.checksumSeed(), block, 0, tail);
            if (view.i32(tail) != computed) {
                throw view.corrupt(
                        tail, "et_checksum", Integer.toHexString(view.i32(tail)), Integer.toHexString(computed));
            }
        }
        return child;
    }

    /** One node, whose entries are sorted and lie in {@code [low, high)}: that is checked when it is made. */
    private final class Node {

        final StructView view;
        final int depth;
        final long low;
        final long high;
        private final int entries;

        Node(StructView view, int depth, long low, long high) throws CorruptDataException {
            this.view = view;
            this.depth = depth;
            this.low = low;
            this.high = high;
            if (view.u16(0x00) != MAGIC) {
                throw view.corrupt(0x00, "eh_magic", Integer.toHexString(view.u16(0x00)), Integer.toHexString(MAGIC));
            }
            // a tail of 4 bytes has room wherever an entry less fits
            int max = view.u16In(0x04, "eh_max", 1, (view.length() - HEADER) / ENTRY);
            this.entries = view.u16In(0x02, "eh_entries", depth > 0 ? 1 : 0, max);
            view.u16In(0x06, "eh_depth", depth, depth);
            long end = low;
            for (int i = 0; i < entries; i++) {
                long first = blockOf(i);
                if (first < end || first >= high) {
                    throw view.corrupt(HEADER + i * ENTRY, "ee_block", first, end + ".." + (high - 1));
                }
                end = depth > 0 ? first + 1 : checkedEnd(i);
            }
        }

        private long checkedEnd(int index) throws CorruptDataException {
            int at = HEADER + index * ENTRY;
            BlockRun extent = extent(index);
            if (extent.length() < 1 || extent.end() > high) {
                throw view.corrupt(at + 4, "ee_len", view.u16(at + 4), "1.." + (high - extent.logical()));
            }
            store.requireInside(start(at), extent.length(), view.structure());
            return extent.end();
        }

        private long start(int at) throws CorruptDataException {
            return view.u32(at + 8) | (long) view.u16(at + 6) << 32;
        }

        /** The first block of the file that an entry is about. */
        long blockOf(int index) throws CorruptDataException {
            return view.u32(HEADER + index * ENTRY);
        }

        /** Where the next entry starts. */
        long endOf(int index) throws CorruptDataException {
            return index + 1 < entries ? blockOf(index + 1) : high;
        }

        BlockRun extent(int index) throws CorruptDataException {
            int at = HEADER + index * ENTRY;
            int length = view.u16(at + 4);
            return length > MAX_WRITTEN_LENGTH
                    ? new BlockRun(blockOf(index), length - MAX_WRITTEN_LENGTH, 0, Extent.Kind.ZERO)
                    : new BlockRun(blockOf(index), length, start(at), Extent.Kind.DATA);
        }

        /** The last entry that starts at or before a block, or -1. */
        int last(long block) throws CorruptDataException {
            int from = 0;
            int to = entries;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (blockOf(middle) <= block) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from - 1;
        }
    }
}
