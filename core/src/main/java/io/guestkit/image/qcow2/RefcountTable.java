package io.guestkit.image.qcow2;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The reference counts that an image states. Names: QEMU docs/interop/qcow2, "Host cluster management". */
final class RefcountTable {

    private final BlockSource file;
    private final int clusterSize;
    private final int order;
    private final int blockEntries;
    private final long offset;
    private final long entries;
    /** The block that was asked for last. */
    private long recentNumber = -1;

    private long[] recent = new long[0];

    /** @param header whose refcount table lies inside the file */
    RefcountTable(BlockSource file, Qcow2Header header) {
        this.file = file;
        this.clusterSize = header.clusterSize();
        this.order = header.refcountOrder();
        this.blockEntries = clusterSize * 8 >> order;
        this.offset = header.refcountTableOffset();
        this.entries = (long) header.refcountTableClusters() * clusterSize / Long.BYTES;
    }

    /** How many blocks the table has room for. */
    long blocks() {
        return entries;
    }

    /** Of the refcount block of that number, as it stands in the table. */
    long word(long block) throws IOException {
        return ByteBuffer.wrap(file.readBytes(offset + block * Long.BYTES, Long.BYTES))
                .getLong();
    }

    /** How many clusters of the file a block counts. */
    int blockEntries() {
        return blockEntries;
    }

    /** Whether a block can be read at that offset. */
    boolean isBlock(long blockOffset) {
        return blockOffset % clusterSize == 0 && blockOffset <= file.size() - clusterSize;
    }

    /** The counts of the clusters that a block is for; all 0 if there is none that can be read. */
    long[] counts(long block) throws IOException {
        if (block != recentNumber) {
            recentNumber = block;
            recent = read(block);
        }
        return recent;
    }

    private long[] read(long block) throws IOException {
        long[] counts = new long[blockEntries];
        long blockOffset = block < entries ? L2Entry.tableOffset(word(block)) : 0;
        if (blockOffset == 0 || !isBlock(blockOffset)) {
            return counts;
        }
        ByteBuffer bytes = ByteBuffer.wrap(file.readBytes(blockOffset, clusterSize));
        for (int i = 0; i < blockEntries; i++) {
            counts[i] = switch (order) {
                case 4 -> bytes.getShort(2 * i) & 0xffffL;
                case 5 -> bytes.getInt(4 * i) & 0xffff_ffffL;
                case 6 -> bytes.getLong(8 * i);
                default -> small(bytes, i);
            };
        }
        return counts;
    }

    /** A count of 1 to 8 bits; the first ones are in the lowest bits of a byte. */
    private long small(ByteBuffer bytes, int index) {
        int bits = 1 << order;
        int perByte = 8 >> order;
        return (bytes.get(index / perByte) & 0xff) >> index % perByte * bits & ((1 << bits) - 1);
    }

    /** The stated count of a cluster of the file. */
    long get(long cluster) throws IOException {
        return counts(cluster / blockEntries)[(int) (cluster % blockEntries)];
    }

    /** Whether a block counts nothing. */
    static boolean isEmpty(long[] counts) {
        return Arrays.stream(counts).allMatch(count -> count == 0);
    }
}
