package io.guestkit.fs.fat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file allocation table: for each cluster, which one follows it. Read piece by piece; safe for several threads. */
final class AllocationTable {

    /** What {@link Walker#next} returns behind the last cluster of a chain. */
    static final int END = -1;

    private static final int FREE = 0;
    private final BlockSource metadata;
    private final Layout layout;
    /** Size of the pieces in which the table is read. A FAT12 fits into one, so that no entry lies across two. */
    private final int windowSize;

    AllocationTable(BlockSource metadata, Layout layout) {
        this.metadata = metadata;
        this.layout = layout;
        this.windowSize = layout.type() == FatType.FAT12 ? 8192 : 4096;
    }

    /** Steps along chains; keeps the piece of the table that it read last. Not safe for several threads. */
    Walker walker() {
        return new Walker();
    }

    final class Walker {
        private byte[] window = {};
        private long windowStart;

        private Walker() {}

        /**
         * The number of the cluster that follows {@code cluster}, which must be one.
         *
         * @return {@link #END} if none does
         * @throws CorruptDataException if its entry leads nowhere
         */
        int next(int cluster) throws IOException {
            int entry = entry(cluster);
            if (layout.isCluster(entry)) {
                return entry;
            }
            if (entry >= layout.type().endOfChain()) {
                return END;
            }
            String what = entry == FREE
                    ? "free"
                    : entry == layout.type().endOfChain() - 1 ? "marked bad" : "followed by " + entry;
            throw new CorruptDataException("%s: cluster %d is in use and %s, expected a cluster of 2..%d or an end"
                    .formatted(layout.type(), cluster, what, layout.clusters() + 1L));
        }

        /** The entry of that number as it is, without reserved bits; 0 and 1 have no cluster but flags. */
        int entry(int number) throws IOException {
            int bits = layout.type().bits();
            long offset = (long) number * bits / 8;
            int at = within(offset);
            int value = switch (layout.type()) {
                case FAT12 -> {
                    int pair = u16(at);
                    yield (number & 1) == 0 ? pair : pair >> 4;
                }
                case FAT16 -> u16(at);
                case FAT32 -> u16(at) | u16(at + 2) << 16;
            };
            return value & layout.type().mask();
        }

        private int u16(int at) {
            return (window[at] & 0xff) | (window[at + 1] & 0xff) << 8;
        }

        /** Makes the byte at {@code offset} of the table part of the window; its entry is inside by the layout. */
        private int within(long offset) throws IOException {
            if (window.length == 0 || offset < windowStart || offset >= windowStart + window.length) {
                long start = offset / windowSize * windowSize;
                window = metadata.readBytes(
                        layout.fatStart() + start, (int) Math.min(windowSize, layout.fatBytes() - start));
                windowStart = start;
            }
            return (int) (offset - windowStart);
        }
    }

    /**
     * A short chain, as far as it can be followed.
     *
     * @param broken why it cannot be followed any further; null if it ends
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chain(int[] clusters, @Nullable IOException broken) {

        int last() {
            return clusters[clusters.length - 1];
        }
    }

    /**
     * Follows a chain to its end.
     *
     * @param first a cluster
     * @param limit length at which a chain is taken for broken
     */
    Chain chain(int first, int limit) {
        Walker walker = walker();
        int[] clusters = {first};
        Set<Integer> seen = new HashSet<>();
        seen.add(first);
        for (int length = 1; ; length++) {
            try {
                int next = walker.next(clusters[length - 1]);
                if (next == END) {
                    return new Chain(Arrays.copyOf(clusters, length), null);
                }
                if (length == limit || !seen.add(next)) {
                    throw new CorruptDataException(
                            length == limit
                                    ? "%s: the chain of cluster %d is longer than %d clusters"
                                            .formatted(layout.type(), first, limit)
                                    : "%s: the chain of cluster %d comes back to cluster %d"
                                            .formatted(layout.type(), first, next));
                }
                if (length == clusters.length) {
                    clusters = Arrays.copyOf(clusters, length * 2);
                }
                clusters[length] = next;
            } catch (IOException e) {
                return new Chain(Arrays.copyOf(clusters, length), e);
            }
        }
    }

    /** Counts the free clusters, which reads the whole table. */
    long countFree() throws IOException {
        Walker walker = walker();
        long free = 0;
        for (int cluster = 2; cluster < layout.clusters() + 2; cluster++) {
            if (walker.entry(cluster) == FREE) {
                free++;
            }
        }
        return free;
    }

    /** Whether the volume was unmounted cleanly, as entry 1 has it; FAT12 does not say. */
    boolean isClean() throws IOException {
        int flags = walker().entry(1);
        return switch (layout.type()) {
            case FAT12 -> true;
            case FAT16 -> (flags & 0x8000) != 0;
            case FAT32 -> (flags & 0x0800_0000) != 0;
        };
    }
}
