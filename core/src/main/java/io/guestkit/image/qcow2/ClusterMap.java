package io.guestkit.image.qcow2;

import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An L1 table and the most recently used of its L2 tables. Tables are read when they are first needed. */
final class ClusterMap {

    /** Enough for the tables of 128 GiB in 64 KiB clusters, and for eight tables of 2 MiB. */
    private static final int CACHE_BYTES = 16 << 20;

    private final L2Table.Layout layout;
    private final BlockSource file;
    private final long l1Offset;
    private final int l1Size;
    private long @Nullable [] l1;

    private final Map<Long, L2Table> cache = new LinkedHashMap<>(16, 0.75f, true);
    private int cached;

    /** @param l1Size number of entries, checked against the size of the disk */
    ClusterMap(L2Table.Layout layout, long l1Offset, int l1Size) {
        this.layout = layout;
        this.file = layout.file();
        this.l1Offset = l1Offset;
        this.l1Size = l1Size;
    }

    /** As {@link io.guestkit.image.DiskImage#run}; the range was checked against the disk's size. */
    Run run(long position, long length) throws IOException {
        long[] table = l1();
        int coverageBits = layout.clusterBits() + layout.entryBits();
        int index = (int) (position >>> coverageBits);
        long offset = L2Entry.hostOffset(table[index]);
        if (offset != 0) {
            return l2(offset).run(position, length);
        }
        long end = position + length;
        long holeEnd = (index + 1L) << coverageBits;
        while (holeEnd < end && L2Entry.hostOffset(table[++index]) == 0) {
            holeEnd += 1L << coverageBits;
        }
        return new Run.Unallocated(position, Math.min(end, holeEnd) - position);
    }

    private synchronized long[] l1() throws IOException {
        long[] table = l1;
        if (table == null) {
            if (l1Offset > file.size() - 8L * l1Size) {
                throw new CorruptDataException(
                        "qcow2 header: the L1 table (%d entries at 0x%x) ends behind the file (%d bytes); was the file truncated?"
                                .formatted(l1Size, l1Offset, file.size()));
            }
            ByteBuffer bytes =
                    ByteBuffer.wrap(file.readBytes(l1Offset, l1Size * 8)).order(ByteOrder.BIG_ENDIAN);
            table = new long[l1Size];
            bytes.asLongBuffer().get(table);
            l1 = table;
        }
        return table;
    }

    private L2Table l2(long offset) throws IOException {
        synchronized (cache) {
            L2Table table = cache.get(offset);
            if (table != null) {
                return table;
            }
        }
        if ((offset & ((1L << layout.clusterBits()) - 1)) != 0) {
            throw new CorruptDataException(
                    "qcow2 L1 table: an L2 table at 0x%x, which is no multiple of the cluster size".formatted(offset));
        }
        if (offset > file.size() - (1L << layout.clusterBits())) {
            throw new CorruptDataException(
                    "qcow2 L1 table: an L2 table at 0x%x ends behind the file (%d bytes); was the file truncated?"
                            .formatted(offset, file.size()));
        }
        L2Table table = L2Table.read(layout, offset);
        synchronized (cache) {
            if (cache.put(offset, table) == null) {
                cached += table.weight();
            }
            var eldest = cache.values().iterator();
            while (cached > CACHE_BYTES && cache.size() > 1) {
                cached -= eldest.next().weight();
                eldest.remove();
            }
        }
        return table;
    }
}
