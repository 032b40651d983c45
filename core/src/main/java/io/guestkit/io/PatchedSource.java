package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * A source in which some blocks are replaced: a volume with its journal replayed. Patches are references, not copies, so
 * that a large journal costs no heap. All sources stay the giver's to close.
 */
public final class PatchedSource implements BlockSource {

    /** The bytes of one block: {@code blockSize} bytes at {@code position} of {@code source}. */
    public record Patch(BlockSource source, long position) {}

    private final BlockSource base;
    private final int blockSize;
    private final TreeMap<Long, Patch> patches;

    /**
     * @param blockSize in bytes, at least 1
     * @param patches by block number, which is a position in {@code base} divided by {@code blockSize}; all inside
     */
    public PatchedSource(BlockSource base, int blockSize, Map<Long, Patch> patches) {
        if (blockSize < 1) {
            throw new IllegalArgumentException("block size " + blockSize);
        }
        this.base = base;
        this.blockSize = blockSize;
        this.patches = new TreeMap<>(patches);
        if (!this.patches.isEmpty()
                && (this.patches.firstKey() < 0
                        || this.patches.lastKey() > Math.floorDiv(base.size() - 1, (long) blockSize))) {
            throw new IllegalArgumentException("a patch outside of the " + base.size() + " bytes there are");
        }
    }

    @Override
    public long size() {
        return base.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            Map.Entry<Long, Patch> next = patches.ceilingEntry(at / blockSize);
            long patched = next == null ? Long.MAX_VALUE : next.getKey() * blockSize;
            int wanted = end - target.position();
            int here;
            if (next != null && patched <= at) {
                int inside = (int) (at - patched);
                here = Math.min(wanted, blockSize - inside);
                target.limit(target.position() + here);
                next.getValue().source().read(next.getValue().position() + inside, target);
            } else {
                here = (int) Math.min(wanted, patched - at);
                target.limit(target.position() + here);
                base.read(at, target);
            }
            target.limit(end);
            at += here;
        }
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        Map.Entry<Long, Patch> next = patches.ceilingEntry(position / blockSize);
        if (next == null) {
            return base.extent(position, length);
        }
        long patched = next.getKey() * blockSize;
        return patched <= position
                ? new Extent(position, Math.min(length, patched + blockSize - position), Extent.Kind.DATA)
                : base.extent(position, Math.min(length, patched - position));
    }

    @Override
    public void close() {}
}
