package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps recently read blocks of another source in memory, least recently used out first. Meant for metadata: reads of
 * {@value #BYPASS_BLOCKS} blocks or more go past the cache. The other source stays the giver's to close.
 */
public final class CachedSource implements BlockSource {

    private static final int BYPASS_BLOCKS = 8;
    /** Threads that read different blocks seldom meet on one of these locks. */
    private static final int SHARDS = 8;

    private final BlockSource base;
    private final int blockSize;
    private final Shard[] shards = new Shard[SHARDS];

    /**
     * @param blockSize in bytes, at least 1
     * @param capacity of the whole cache in bytes; at least one block a shard is kept in any case
     */
    public CachedSource(BlockSource base, int blockSize, long capacity) {
        if (blockSize < 1) {
            throw new IllegalArgumentException("block size " + blockSize);
        }
        this.base = base;
        this.blockSize = blockSize;
        int blocks = Math.clamp(capacity / blockSize / SHARDS, 1, 1 << 20);
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard(blocks);
        }
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        if (target.remaining() >= (long) BYPASS_BLOCKS * blockSize) {
            base.read(position, target);
            return;
        }
        for (long at = position; target.hasRemaining(); ) {
            byte[] block = block(at / blockSize);
            int inside = (int) (at % blockSize);
            int here = Math.min(target.remaining(), block.length - inside);
            target.put(block, inside, here);
            at += here;
        }
    }

    /** The block of that number; the last one of the source may be shorter. */
    private byte[] block(long number) throws IOException {
        Shard shard = shards[(int) (number % SHARDS)];
        byte[] block = shard.get(number);
        if (block == null) {
            long start = number * blockSize;
            block = base.readBytes(start, (int) Math.min(blockSize, size() - start));
            shard.put(number, block);
        }
        return block;
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        return base.extent(position, length);
    }

    @Override
    public void close() {}

    private static final class Shard {
        private final Map<Long, byte[]> blocks;

        @SuppressWarnings("serial") // never serialised
        Shard(int capacity) {
            blocks = new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                    return size() > capacity;
                }
            };
        }

        synchronized byte @org.jspecify.annotations.Nullable [] get(long number) {
            return blocks.get(number);
        }

        synchronized void put(long number, byte[] block) {
            blocks.put(number, block);
        }
    }
}
