package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The index of a large directory: block 0 and the blocks below it lead from the hash of a name to the one block that can
 * hold it, or to the first one of several where a run of equal hashes did not fit into one.
 */
final class HashTree {

    /** Where the root's and the other nodes' arrays of (hash, block) start; the first hash holds limit and count. */
    private static final int ROOT_ENTRIES = 0x20;

    private static final int NODE_ENTRIES = 0x08;
    private static final int ENTRY = 8;
    /** The root's fields stand behind its entries for {@code .} and {@code ..}. */
    private static final int ROOT_INFO = 0x18;

    private static final int ROOT_INFO_LENGTH = 8;
    /** Length of the root's entry for {@code .}, behind which the one for {@code ..} takes up the rest of the block. */
    private static final int DOT = 12;

    private static final int MAX_LEVELS = 3;

    private final Directory directory;
    private final BlockStore store;

    HashTree(Directory directory, BlockStore store) {
        this.directory = directory;
        this.store = store;
    }

    /** Whether a block of an indexed directory belongs to the index: the first one, and what looks all unused. */
    static boolean isIndexBlock(StructView block, long number) throws CorruptDataException {
        return number == 0 || isInnerNode(block);
    }

    /** Whether a block of an indexed directory has the form of an index block, and so no names to be listed. */
    static boolean isNameless(StructView block, long number) throws CorruptDataException {
        int dotLength = DirectoryEntry.recordLength(block, 0);
        boolean isRoot =
                number == 0 && dotLength == DOT && DirectoryEntry.recordLength(block, DOT) == block.length() - DOT;
        return isRoot || number > 0 && isInnerNode(block);
    }

    private static boolean isInnerNode(StructView block) throws CorruptDataException {
        return block.u32(0x00) == 0 && DirectoryEntry.recordLength(block, 0) == block.length();
    }

    static void verify(StructView block, int seed) throws CorruptDataException {
        int entries = isInnerNode(block) ? NODE_ENTRIES : ROOT_ENTRIES;
        int limit = block.u16(entries);
        int count = block.u16In(entries + 2, "count", 0, limit);
        int tail = entries + limit * ENTRY;
        int stored = block.i32(tail + 4);
        int used = entries + count * ENTRY;
        int crc = Checksum.crc32c(seed, block.bytes(0, used), 0, used);
        crc = Checksum.crc32cLe32(crc, block.i32(tail));
        crc = Checksum.crc32cLe32(crc, 0);
        if (stored != crc) {
            throw block.corrupt(tail + 4, "dt_checksum", Integer.toHexString(stored), Integer.toHexString(crc));
        }
    }

    /**
     * The inode that a name stands for; empty if the directory does not have it.
     *
     * @throws CorruptDataException if the index cannot be used, which says nothing about the entries themselves
     */
    OptionalLong find(byte[] name) throws IOException {
        StructView root = directory.block(0);
        root.u8In(ROOT_INFO + 5, "info_length", ROOT_INFO_LENGTH, ROOT_INFO_LENGTH);
        int levels = root.u8In(ROOT_INFO + 6, "indirect_levels", 0, MAX_LEVELS - 1);
        int version = root.u8(ROOT_INFO + 4);
        Optional<NameHash> function = NameHash.of(version, store.superblock());
        if (function.isEmpty() || !function.get().isCertain(name)) {
            throw root.corrupt(ROOT_INFO + 4, "hash_version", version, "one that gives this name a certain hash");
        }
        NameHash hashing = function.get();
        int hash = hashing.hash(name);
        Node[] path = new Node[levels + 1];
        path[0] = new Node(root, ROOT_ENTRIES);
        path[0].seek(hash);
        for (int level = 1; level <= levels; level++) {
            path[level] = new Node(directory.block(path[level - 1].block()), NODE_ENTRIES);
            path[level].seek(hash);
        }
        for (long blocks = 0; blocks <= directory.blocks(); blocks++) {
            StructView leaf = directory.block(path[levels].block());
            if (isIndexBlock(leaf, path[levels].block())) {
                throw new CorruptDataException(leaf.structure() + ": the hash tree should have come to names here");
            }
            DirectoryCursor entries = DirectoryCursor.of(directory.inode(), store, leaf);
            for (DirectoryEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (Arrays.equals(entry.name(), name)) {
                    return OptionalLong.of(entry.inode());
                }
                requireInRange(path, hashing.hash(entry.name()), leaf);
            }
            if (!advance(path, hash)) {
                return OptionalLong.empty();
            }
        }
        throw directory.inode().corrupt("the hash tree leads to more blocks than the directory has");
    }

    /** An index that puts other names where they do not belong may have put the wanted one anywhere. */
    private static void requireInRange(Node[] path, int hash, StructView leaf) throws CorruptDataException {
        boolean above = false;
        boolean below = false;
        for (int level = path.length - 1; level >= 0; level--) {
            Node node = path[level];
            if (!above && node.index > 0) {
                above = true;
                if (Integer.compareUnsigned(hash, node.hash(node.index) & ~1) < 0) {
                    throw new CorruptDataException(leaf.structure() + ": a name's hash is below those of the block");
                }
            }
            if (!below && node.hasNext()) {
                below = true;
                if (Integer.compareUnsigned(hash, node.hash(node.index + 1)) > 0) {
                    throw new CorruptDataException(leaf.structure() + ": a name's hash is above those of the block");
                }
            }
        }
    }

    /** Goes to the next leaf, if it starts with the rest of a run of entries of this hash. */
    private boolean advance(Node[] path, int hash) throws IOException {
        int level = path.length - 1;
        while (!path[level].hasNext()) {
            if (level == 0) {
                return false;
            }
            level--;
        }
        path[level].index++;
        // the lowest bit of a hash in the index says that the run goes on from the block before
        if ((path[level].hash(path[level].index) & ~1) != hash) {
            return false;
        }
        for (int below = level + 1; below < path.length; below++) {
            path[below] = new Node(directory.block(path[below - 1].block()), NODE_ENTRIES);
        }
        return true;
    }

    /** A node of the index, and the place in it that the search has come to. */
    private static final class Node {
        private final StructView view;
        private final int entries;
        private final int count;
        private int index;

        Node(StructView view, int entries) throws CorruptDataException {
            this.view = view;
            this.entries = entries;
            int limit = view.u16In(entries, "limit", 1, (view.length() - entries) / ENTRY);
            this.count = view.u16In(entries + 2, "count", 1, limit);
            for (int i = 2; i < count; i++) {
                if (Integer.compareUnsigned(hash(i - 1), hash(i)) > 0) {
                    throw view.corrupt(entries + i * ENTRY, "hash", Integer.toHexString(hash(i)), "one above the last");
                }
            }
        }

        /** Goes to the last entry whose hash is not above the one that is looked for. */
        void seek(int hash) throws CorruptDataException {
            int from = 1;
            int to = count;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (Integer.compareUnsigned(view.i32(entries + middle * ENTRY), hash) <= 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            index = from - 1;
        }

        boolean hasNext() {
            return index + 1 < count;
        }

        /** The lowest hash behind an entry but the first, whose place limit and count take. */
        int hash(int index) throws CorruptDataException {
            return view.i32(entries + index * ENTRY);
        }

        /** Number of the block that the entry leads to, in the directory; the upper bits are reserved. */
        long block() throws CorruptDataException {
            return view.u32(entries + index * ENTRY + 4) & 0x0fff_ffffL;
        }
    }
}
