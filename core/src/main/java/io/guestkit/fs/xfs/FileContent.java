package io.guestkit.fs.xfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a file that are stored in blocks. Neighbours that are stored side by side are read at once. */
final class FileContent implements BlockSource {

    private final BlockMap map;
    private final BlockStore store;
    private final int blockSize;
    private final long size;

    FileContent(Inode inode, BlockStore store) throws IOException {
        this.map = BlockMap.of(inode.dataFork(), store);
        this.store = store;
        this.blockSize = store.blockSize();
        this.size = inode.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int end = target.limit();
        for (long at = position; target.position() < end; ) {
            BlockRun run = joined(at, end - target.position());
            int inside = (int) (at % blockSize);
            // a hole of 2^54 blocks may have more than 2^63 bytes
            int blocks = (int) Math.min(run.length(), Integer.MAX_VALUE / blockSize);
            int here = Math.min(end - target.position(), blocks * blockSize - inside);
            target.limit(target.position() + here);
            if (run.isData()) {
                store.volume().read(store.superblock().position(run.physical()) + inside, target);
            } else {
                ZeroSource.fill(target);
            }
            target.limit(end);
            at += here;
        }
    }

    /** The run at a position, with those that go on where it ends, as far as {@code wanted} bytes need them. */
    private BlockRun joined(long position, int wanted) throws IOException {
        // a size of less than 2^63 bytes in blocks of at least 2^9 keeps every number below the map's limit
        BlockRun run = map.at(position / blockSize);
        long needed = (position + wanted - 1) / blockSize + 1;
        while (run.isData() && run.end() < needed) {
            BlockRun next = map.at(run.end());
            if (!next.isData() || next.physical() != run.physical() + run.length()) {
                break;
            }
            run = new BlockRun(run.logical(), run.length() + next.length(), run.physical(), run.kind());
        }
        return run;
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        BlockRun run = map.at(position / blockSize);
        long runEnd = run.end() > Long.MAX_VALUE / blockSize ? Long.MAX_VALUE : run.end() * blockSize;
        return new Extent(position, Math.min(length, runEnd - position), run.kind());
    }

    @Override
    public void close() {}
}
