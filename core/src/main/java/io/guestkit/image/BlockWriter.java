package io.guestkit.image;

import io.guestkit.io.BlockSink;
import java.io.IOException;

/**
 * Lays out images of formats that allocate the disk in large blocks: each gets its place when its first unit is placed.
 * What of a block is never written stays a hole of the file, and reads as zeros.
 */
public abstract class BlockWriter implements ImageWriter {

    /** Page and block size of most hosts: a smaller hole would not be one. */
    private static final int UNIT = 4096;

    private final BlockSink file;
    private final long virtualSize;
    private final int blockSize;
    /** The block that was placed last, and where its data starts. */
    private long block = -1;

    private long blockStart;

    /** @param blockSize in bytes, a multiple of the unit of 4096 */
    protected BlockWriter(BlockSink file, long virtualSize, int blockSize) {
        this.file = file;
        this.virtualSize = virtualSize;
        this.blockSize = blockSize;
    }

    /**
     * Refuses what none of these formats can have.
     *
     * @throws IllegalArgumentException which says so
     */
    protected static void rejectLayers(DiskFormat format, ImageSpec spec) {
        if (spec.backing().isPresent()) {
            throw new IllegalArgumentException(
                    format + " images that lie upon another one cannot be written; flatten the disk instead");
        }
        if (spec.compression() != ImageSpec.Compression.NONE) {
            throw new IllegalArgumentException(format + " images cannot be compressed");
        }
    }

    /**
     * Gives a block its place; called once for each block that has content, in ascending order.
     *
     * @return where its data starts in the file
     */
    protected abstract long allocate(long block) throws IOException;

    protected final BlockSink file() {
        return file;
    }

    /** How many blocks the disk has. */
    protected final long blocks() {
        return blocks(virtualSize, blockSize);
    }

    /** How many blocks a disk has. */
    protected static long blocks(long virtualSize, int blockSize) {
        return virtualSize / blockSize + (virtualSize % blockSize == 0 ? 0 : 1);
    }

    @Override
    public final long virtualSize() {
        return virtualSize;
    }

    @Override
    public final int unitSize() {
        return UNIT;
    }

    @Override
    public final Placement place(long position, int length) throws IOException {
        long wanted = position / blockSize;
        if (wanted != block) {
            blockStart = allocate(wanted);
            block = wanted;
        }
        int inside = (int) (position % blockSize);
        return new Placement(file, blockStart + inside, Math.min(length, blockSize - inside));
    }

    @Override
    public void close() {}
}
