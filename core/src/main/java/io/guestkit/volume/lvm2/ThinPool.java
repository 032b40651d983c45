package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.PiecewiseSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A pool of blocks that thin volumes share. */
final class ThinPool {

    private final BlockSource data;
    private final ThinTree tree;
    private final ThinSuperblock superblock;

    private ThinPool(BlockSource data, ThinTree tree, ThinSuperblock superblock) {
        this.data = data;
        this.tree = tree;
        this.superblock = superblock;
    }

    static ThinPool open(BlockSource metadata, BlockSource data) throws IOException {
        ThinSuperblock superblock = ThinSuperblock.parse(ThinBlock.read("thin pool superblock", metadata, 0));
        return new ThinPool(data, new ThinTree(metadata), superblock);
    }

    /** Whether Linux gave up writing to the pool. */
    boolean needsCheck() {
        return superblock.needsCheck();
    }

    /**
     * A thin volume.
     *
     * @param device its number in the pool
     * @param size in bytes
     * @param external what is to be read where nothing was written; null for zeros
     */
    BlockSource volume(long device, long size, @Nullable BlockSource external) throws IOException {
        ThinTree.Entry root = tree.find(superblock.dataMappingRoot(), device);
        if (root == null) {
            throw new CorruptDataException("thin pool: there is no device " + device);
        }
        return new ThinSource(size, root.value(), external);
    }

    private final class ThinSource extends PiecewiseSource {
        private final long root;
        private final @Nullable BlockSource external;

        ThinSource(long size, long root, @Nullable BlockSource external) {
            super(size);
            this.root = root;
            this.external = external;
        }

        @Override
        protected Piece piece(long position, long length) throws IOException {
            int block = superblock.dataBlockSize();
            long number = position / block;
            long inside = position % block;
            ThinTree.Entry next = tree.from(root, number);
            if (next != null && next.key() == number) {
                long there = next.value() >>> 24; // below 2⁴⁰; the lower bits are a time
                if (there >= data.size() / block) {
                    throw new CorruptDataException(
                            "thin pool: block %d of a volume is block %d of the pool, which has %d"
                                    .formatted(number, there, data.size() / block));
                }
                return new Piece(data, there * block + inside, Math.min(length, block - inside));
            }
            // a key is below 2⁶³, and so may be its position far behind the end of the volume
            long here = next == null || next.key() > (position + length) / block
                    ? length
                    : Math.min(length, next.key() * block - position);
            return unwritten(position, here);
        }

        private Piece unwritten(long position, long length) {
            if (external == null || position >= external.size()) {
                return Piece.hole(length);
            }
            long here = Math.min(length, external.size() - position);
            return new Piece(external, position, here);
        }
    }
}
