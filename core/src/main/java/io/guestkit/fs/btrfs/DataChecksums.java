package io.guestkit.fs.btrfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checksums of sectors of content, by logical address; those of a log before those of the tree. */
final class DataChecksums {

    private final @Nullable Items tree;
    private final int sectorSize;
    private final int checksumLength;
    /** Checksums that logs bring, by the address of the first. */
    private final NavigableMap<Long, ByteBuffer> logged = new TreeMap<>();

    /** @param tree null if there is none: then nothing has a checksum but what was logged */
    DataChecksums(@Nullable Items tree, Superblock superblock) {
        this.tree = tree;
        this.sectorSize = superblock.sectorSize();
        this.checksumLength = superblock.checksum().length();
    }

    /**
     * Checksums of successive sectors.
     *
     * @param address of the first sector
     * @param sums the first one stands at its start
     */
    record Run(long address, int count, ByteBuffer sums) {}

    /** Adds what a log brings. Only until reading begins. */
    void add(Item item) {
        logged.put(item.key().offset(), item.data().buffer());
    }

    /**
     * The checksum of the sector at {@code address}, with those of as many of the following ones as stand beside it.
     *
     * @throws CorruptDataException if it has none
     */
    Run at(long address) throws IOException {
        Map.Entry<Long, ByteBuffer> found = logged.floorEntry(address);
        Run run = found == null ? null : run(address, found.getKey(), found.getValue());
        if (run == null && tree != null) {
            Item item = tree.floor(new Key(Key.EXTENT_CSUM_OBJECT, Key.EXTENT_CSUM, address));
            if (item != null
                    && item.key().objectid() == Key.EXTENT_CSUM_OBJECT
                    && item.key().type() == Key.EXTENT_CSUM) {
                run = run(address, item.key().offset(), item.data().buffer());
            }
        }
        if (run == null) {
            throw new CorruptDataException("btrfs checksum tree: the sector at %d has no checksum".formatted(address));
        }
        Long next = logged.higherKey(address);
        if (next == null || (next - address) / sectorSize >= run.count) {
            return run;
        }
        return new Run(address, (int) Math.max(1, (next - address) / sectorSize), run.sums);
    }

    private @Nullable Run run(long address, long start, ByteBuffer sums) {
        long index = (address - start) / sectorSize;
        int count = sums.limit() / checksumLength;
        if (address < start || index >= count) {
            return null;
        }
        int skipped = (int) index * checksumLength;
        return new Run(address, count - (int) index, sums.slice(skipped, sums.limit() - skipped));
    }
}
