package io.guestkit.fs.ext4;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a file that are stored in blocks. Neighbours that are stored side by side are read at once. */
final class FileContent implements BlockSource {

    private final BlockMap map;
    private final BlockSource volume;
    private final int blockSize;
    private final long size;

    FileContent(Inode inode, BlockStore store) throws IOException {
        this.map = BlockMap.of(inode, store);
        this.volume = store.volume();
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
            int here = (int) Math.min(end - target.position(), run.length() * blockSize - inside);
            target.limit(target.position() + here);
            if (run.kind() == Extent.Kind.DATA) {
                volume.read(run.physical() * blockSize + inside, target);
            } else {
                ZeroSource.fill(target);
            }
            target.limit(end);
            at += here;
        }
    }

    /** The run at a position, with those that go on where it ends, as far as {@code wanted} bytes need them. */
    private BlockRun joined(long position, int wanted) throws IOException {
        BlockRun run = runAt(position / blockSize);
        long needed = (position + wanted - 1) / blockSize + 1;
        while (run.kind() == Extent.Kind.DATA && run.end() < needed) {
            BlockRun next = runAt(run.end());
            if (next.kind() != Extent.Kind.DATA || next.physical() != run.physical() + run.length()) {
                break;
            }
            run = new BlockRun(run.logical(), run.length() + next.length(), run.physical(), run.kind());
        }
        return run;
    }

    private BlockRun runAt(long block) throws IOException {
        // what lies behind the last block that a map can hold was never stored
        return block < BlockMap.LIMIT ? map.at(block) : BlockRun.hole(block, size / blockSize + 1 - block);
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        BlockRun run = runAt(position / blockSize);
        long runEnd = run.end() > Long.MAX_VALUE / blockSize ? Long.MAX_VALUE : run.end() * blockSize;
        return new Extent(position, Math.min(length, runEnd - position), run.kind());
    }

    @Override
    public void close() {}
}
