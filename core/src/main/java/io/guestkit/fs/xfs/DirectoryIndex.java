package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The index of a directory: pairs of hash and address of an entry, sorted by hash. In a directory of one block they stand
 * at its end, in a larger one in a leaf, in a still larger one in many leaves below the nodes of a B+ tree.
 */
final class DirectoryIndex {

    /** A pair of a leaf, and of a node: hash and address, highest hash and block. */
    static final int ENTRY = 8;

    private static final int LEAF1_V4 = 0xd2f1;
    private static final int LEAF1_V5 = 0x3df1;
    private static final int LEAFN_V4 = 0xd2ff;
    private static final int LEAFN_V5 = 0x3dff;
    private static final int NODE_V4 = 0xfebe;
    private static final int NODE_V5 = 0x3ebe;
    private static final int HEADER_V4 = 16;
    private static final int HEADER_V5 = 64;
    /** XFS_DA_NODE_MAXDEPTH. */
    private static final int MAX_LEVELS = 5;

    private final Directory directory;
    private final boolean folded;
    private final int header;

    /** @param folded whether names that differ by case are the same */
    DirectoryIndex(Directory directory, boolean folded) {
        this.directory = directory;
        this.folded = folded;
        this.header = directory.v5() ? HEADER_V5 : HEADER_V4;
    }

    /**
     * The inode that a name stands for; empty if the directory does not have it.
     *
     * @throws CorruptDataException if the index cannot be used, which says nothing about the entries themselves
     */
    OptionalLong find(byte[] name) throws IOException {
        Search search = new Search(name);
        if (directory.blocks() == 1) {
            Directory.Data only = directory.data(0);
            if (only.indexed() > 0) {
                search.look(only.view(), only.end(), only.indexed());
                return search.result();
            }
        }
        BlockStore.Metadata block = directory.index(directory.indexRoot());
        int magic = magic(block);
        int level = Integer.MAX_VALUE;
        while (magic == (directory.v5() ? NODE_V5 : NODE_V4)) {
            int most = Math.min(MAX_LEVELS, level - 1);
            level = block.view().u16In(header == HEADER_V5 ? 0x3a : 0x0e, "level", 1, most);
            block = directory.index(child(block.view(), search.hash));
            magic = magic(block);
        }
        boolean single = magic == (directory.v5() ? LEAF1_V5 : LEAF1_V4);
        long most = directory.mostBlocks();
        while (true) {
            if (!single && magic != (directory.v5() ? LEAFN_V5 : LEAFN_V4)) {
                throw block.view().corrupt(0x08, "magic", Integer.toHexString(magic), "that of a leaf");
            }
            StructView leaf = block.view();
            int count = count(leaf);
            boolean mayGoOn = search.look(leaf, header, count);
            long forward = leaf.u32(0x00);
            if (single || !mayGoOn || forward == 0) {
                return search.result();
            }
            if (most-- == 0) {
                throw directory.inode().corrupt("the index has more leaves than the file system has blocks");
            }
            block = directory.index(forward);
            magic = magic(block);
        }
    }

    /** The magic number of a verified block. */
    private int magic(BlockStore.Metadata block) throws CorruptDataException {
        if (directory.v5()) {
            block.verify(0x0c, 0x10, 0x20, 0x30, directory.inode().number());
        }
        return block.view().u16(0x08);
    }

    private int count(StructView view) throws CorruptDataException {
        int at = header == HEADER_V5 ? 0x38 : 0x0c;
        return view.u16In(at, "count", 0, (view.length() - header) / ENTRY);
    }

    /** The block below a node that has the first pair of a hash, if there is one. */
    private long child(StructView node, int hash) throws CorruptDataException {
        int count = count(node);
        if (count == 0) {
            throw node.corrupt(header == HEADER_V5 ? 0x38 : 0x0c, "count", 0, "at least 1");
        }
        int index = 0;
        while (index < count - 1 && Integer.compareUnsigned(node.i32(header + index * ENTRY), hash) < 0) {
            index++;
        }
        return node.u32(header + index * ENTRY + 4);
    }

    /** What is looked for, and what was found so far. */
    private final class Search {

        private final byte[] name;
        private final int hash;
        private boolean exact;
        private OptionalLong found = OptionalLong.empty();

        Search(byte[] name) {
            this.name = name;
            this.hash = NameHash.of(name, folded);
        }

        OptionalLong result() {
            return found;
        }

        /**
         * Looks at pairs of a leaf.
         *
         * @return whether those of this hash may go on in the next leaf
         * @throws CorruptDataException if they are not sorted
         */
        boolean look(StructView leaf, int offset, int count) throws IOException {
            int before = 0;
            for (int i = 0; i < count; i++) {
                int at = offset + i * ENTRY;
                int here = leaf.i32(at);
                if (Integer.compareUnsigned(before, here) > 0) {
                    throw leaf.corrupt(at, "hashval", Integer.toHexString(here), "one not below the last");
                }
                before = here;
                if (here == hash && !exact) {
                    visit(leaf.u32(at + 4));
                }
            }
            return !exact && (count == 0 || Integer.compareUnsigned(before, hash) <= 0);
        }

        private void visit(long address) throws IOException {
            if (address == 0) { // stale
                return;
            }
            long position = address * DirectoryEntry.ALIGNMENT;
            Directory.Data block = directory.data(position / directory.blockSize());
            int offset = (int) (position % directory.blockSize());
            if (offset < block.start() || offset >= block.end()) {
                throw block.view().corrupt(offset, "address", address, "that of an entry");
            }
            DirectoryEntry entry = DirectoryEntry.parse(block.view(), offset, block.end(), directory.ftype());
            if (entry.inode() == 0) {
                throw block.view().corrupt(offset, "inumber", 0, "an entry, as the index leads to it");
            }
            exact = Arrays.equals(entry.name(), name);
            if (exact || folded && found.isEmpty() && NameHash.same(entry.name(), name)) {
                found = OptionalLong.of(entry.inode());
            }
        }
    }
}
