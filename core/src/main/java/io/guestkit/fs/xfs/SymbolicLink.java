package io.guestkit.fs.xfs;

import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The target of a symbolic link: in the inode, or in a few blocks, each run of which has a header in version 5. */
final class SymbolicLink {

    /** XFS_SYMLINK_MAXLEN. */
    private static final int LONGEST = 1024;

    private static final int HEADER = 56;
    private static final byte[] MAGIC = {'X', 'S', 'L', 'M'};

    private SymbolicLink() {}

    static byte[] target(Inode inode, BlockStore store) throws IOException {
        if (inode.size() < 1 || inode.size() > LONGEST) {
            throw inode.corrupt("di_size is %d, expected 1..%d for a symbolic link".formatted(inode.size(), LONGEST));
        }
        int size = (int) inode.size();
        byte[] target =
                inode.dataFormat() == Fork.LOCAL ? inode.dataFork().view().bytes(0, size) : remote(inode, size, store);
        for (byte b : target) {
            if (b == 0) {
                throw inode.corrupt("the target of the symbolic link has a NUL in it");
            }
        }
        return target;
    }

    private static byte[] remote(Inode inode, int size, BlockStore store) throws IOException {
        BlockMap map = BlockMap.of(inode.dataFork(), store);
        ByteBuffer target = ByteBuffer.allocate(size);
        int header = store.v5() ? HEADER : 0;
        for (long block = 0; target.hasRemaining(); ) {
            BlockRun run = map.at(block);
            if (!run.isData()) {
                throw inode.corrupt("block %d of the target of the symbolic link is not stored".formatted(block));
            }
            // what is left of a target fits into few blocks; a run that is longer has more than that
            int most = (LONGEST + HEADER) / store.blockSize() + 1;
            int length = (int) Math.min(run.length(), most) * store.blockSize();
            BlockStore.Metadata piece = store.read(
                    inode.nameOf(": target block ", run.physical()),
                    store.superblock().position(run.physical()),
                    length);
            int stored = Math.min(target.remaining(), length - header);
            if (store.v5()) {
                StructView view = piece.view();
                view.expectMagic(0x00, MAGIC);
                piece.verify(0x0c, 0x28, 0x10, 0x20, inode.number());
                view.u32In(0x04, "sl_offset", target.position(), target.position());
                view.u32In(0x08, "sl_bytes", stored, stored);
            }
            target.put(piece.bytes(), header, stored);
            block = run.end();
        }
        return target.array();
    }
}
