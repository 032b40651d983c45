package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trees of a thin pool's metadata, little-endian. Names and offsets: Linux
 * drivers/md/persistent-data/dm-btree-internal.h {@code node_header}. Keys follow the header, values the room for
 * {@code max_entries} keys. A child holds keys from its own on.
 */
final class ThinTree {

    private static final int CHECKSUM_XOR = 121107;
    private static final int INTERNAL = 1;
    private static final int LEAF = 2;
    private static final int HEADER = 32;
    private static final int VALUE = 8;
    /** A node has at least 84 entries where the tree is balanced, and there are at most 2⁶⁴ keys. */
    private static final int MAX_DEPTH = 16;

    private static final int CACHED_NODES = 256;

    private final BlockSource metadata;

    @SuppressWarnings("serial") // never serialised
    private final Map<Long, Node> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Node> eldest) {
            return size() > CACHED_NODES;
        }
    };

    /** @param values none in a leaf whose values are no single words */
    private record Node(boolean leaf, long[] keys, long[] values) {

        /** Index of the last key that is at most {@code key}; -1 if there is none. */
        int floor(long key) {
            int low = 0;
            int high = keys.length - 1;
            while (low <= high) {
                int middle = low + high >>> 1;
                if (keys[middle] <= key) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return high;
        }
    }

    /** A key and its value. */
    record Entry(long key, long value) {}

    ThinTree(BlockSource metadata) {
        this.metadata = metadata;
    }

    /** @return null if the tree has no such key */
    @Nullable
    Entry find(long root, long key) throws IOException {
        Entry entry = from(root, key);
        return entry != null && entry.key() == key ? entry : null;
    }

    /**
     * The first entry whose key is at least {@code key}.
     *
     * @return null if all keys are smaller
     */
    @Nullable
    Entry from(long root, long key) throws IOException {
        long block = root;
        long nextSubtree = -1;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            Node node = node(block);
            int at = node.floor(key);
            if (node.leaf()) {
                if (at < 0 || node.keys()[at] != key) {
                    at++;
                }
                if (at < node.keys().length) {
                    return new Entry(node.keys()[at], node.values()[at]);
                }
                return nextSubtree < 0 ? null : first(nextSubtree, depth);
            }
            at = Math.max(at, 0);
            if (at + 1 < node.keys().length) {
                nextSubtree = node.values()[at + 1];
            }
            block = node.values()[at];
        }
        throw tooDeep();
    }

    private Entry first(long root, int depth) throws IOException {
        long block = root;
        for (int i = 0; i < MAX_DEPTH - depth; i++) {
            Node node = node(block);
            if (node.leaf()) {
                return new Entry(node.keys()[0], node.values()[0]);
            }
            block = node.values()[0];
        }
        throw tooDeep();
    }

    private static CorruptDataException tooDeep() {
        return new CorruptDataException("thin pool tree: more than " + MAX_DEPTH + " nodes deep");
    }

    private synchronized Node node(long number) throws IOException {
        Node node = cache.get(number);
        if (node == null) {
            node = parse(ThinBlock.read("thin pool node", metadata, number), number);
            cache.put(number, node);
        }
        return node;
    }

    private static Node parse(StructView s, long number) throws CorruptDataException {
        ThinBlock.check(s, CHECKSUM_XOR, number);
        int flags = s.u32In(0x04, "flags", INTERNAL, LEAF);
        int max = s.u32In(0x14, "max_entries", 1, (ThinBlock.SIZE - HEADER) / (Long.BYTES + VALUE));
        int count = s.u32In(0x10, "nr_entries", 0, max);
        s.u32In(0x18, "value_size", VALUE, VALUE);
        if (flags == INTERNAL && count == 0) {
            throw s.corrupt(0x10, "nr_entries", 0, "1.." + max);
        }
        long[] keys = new long[count];
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = s.u63(HEADER + i * Long.BYTES, "key");
            if (i > 0 && keys[i] <= keys[i - 1]) {
                throw s.corrupt(HEADER + i * Long.BYTES, "key", keys[i], "more than " + keys[i - 1]);
            }
            values[i] = s.bits64(HEADER + max * Long.BYTES + i * VALUE);
        }
        return new Node(flags == LEAF, keys, values);
    }
}
