package io.guestkit.fs.btrfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The blocks of all trees: read from whichever copy is intact, and kept for a while. */
final class BlockStore {

    private static final int CACHE_BYTES = 16 << 20;

    private final LogicalSpace space;
    private final Superblock superblock;
    private final Doubts doubts;
    private final Map<Long, TreeBlock> cache;

    BlockStore(LogicalSpace space, Superblock superblock, Doubts doubts) {
        this.space = space;
        this.superblock = superblock;
        this.doubts = doubts;
        int most = CACHE_BYTES / superblock.nodeSize();
        this.cache = new Cache(most);
    }

    private static final class Cache extends LinkedHashMap<Long, TreeBlock> {
        private static final long serialVersionUID = 1L;
        private final int most;

        Cache(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, TreeBlock> eldest) {
            return size() > most;
        }
    }

    LogicalSpace space() {
        return space;
    }

    Superblock superblock() {
        return superblock;
    }

    Doubts doubts() {
        return doubts;
    }

    /**
     * A block of a tree.
     *
     * @param generation when it was written, as what leads here has it: an older copy is one that missed a write
     * @param first its first key, as what leads here has it; null for a root
     */
    TreeBlock block(long address, int level, long generation, @Nullable Key first) throws IOException {
        TreeBlock known;
        synchronized (cache) {
            known = cache.get(address);
        }
        if (known != null) {
            expect(known, level, generation, first);
            return known;
        }
        IOException trouble = null;
        int attempts = space.attempts(address);
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                byte[] raw = new byte[superblock.nodeSize()];
                space.read(address, ByteBuffer.wrap(raw), attempt);
                TreeBlock block = TreeBlock.parse(raw, address, superblock);
                expect(block, level, generation, first);
                if (trouble != null) {
                    doubts.add("btrfs tree block " + address, "another copy was used: " + trouble.getMessage());
                }
                synchronized (cache) {
                    cache.put(address, block);
                }
                return block;
            } catch (IOException e) {
                if (trouble == null) {
                    trouble = e;
                } else {
                    trouble.addSuppressed(e);
                }
            }
        }
        throw Objects.requireNonNull(trouble); // there is at least one way
    }

    private static void expect(TreeBlock block, int level, long generation, @Nullable Key first)
            throws CorruptDataException {
        String name = "btrfs tree block " + block.address();
        if (block.level() != level) {
            throw CorruptDataException.field(name, "level", 0x64, block.level(), level);
        }
        if (block.generation() != generation) {
            throw CorruptDataException.field(name, "generation", 0x50, block.generation(), generation);
        }
        // with this, and with keys that rise in each block, no block can be in a tree twice
        if (first != null && (block.count() == 0 || !block.key(0).equals(first))) {
            throw CorruptDataException.field(
                    name, "first key", 0x65, block.count() == 0 ? "missing" : block.key(0), first);
        }
    }
}
