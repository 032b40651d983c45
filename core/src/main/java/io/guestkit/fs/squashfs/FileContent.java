package io.guestkit.fs.squashfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.io.StructView;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a file: blocks of the same size, the last of which may be a part of a fragment. */
final class FileContent implements BlockSource {

    private static final int FRAGMENT_ENTRY = 16;
    /** Blocks looked at for one answer of {@link #extent}. */
    private static final int EXTENT_BLOCKS = 4096;

    private final Blocks blocks;
    private final LookupTable fragments;
    private final Inode inode;
    private final int blockSize;
    private final long size;
    /** How many blocks there are; the bytes behind them are in the fragment. */
    private final long listed;

    private final BlockList list;

    FileContent(Blocks blocks, LookupTable fragments, Inode inode) throws IOException {
        this.blocks = blocks;
        this.fragments = fragments;
        this.inode = inode;
        this.blockSize = blocks.superblock().blockSize();
        this.size = inode.size();
        boolean whole = inode.fields().fragment() == Inode.NONE && size % blockSize != 0;
        this.listed = size / blockSize + (whole ? 1 : 0);
        this.list = BlockList.of(blocks, inode, listed);
    }

    static LookupTable fragments(Blocks blocks) {
        Superblock superblock = blocks.superblock();
        return new LookupTable(
                blocks, "squashfs fragment", superblock.fragmentTable(), superblock.fragments(), FRAGMENT_ENTRY);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        for (long at = position; target.hasRemaining(); ) {
            long index = at / blockSize;
            int inside = (int) (at % blockSize);
            int length = (int) Math.min(blockSize, size - index * blockSize);
            int here = Math.min(target.remaining(), length - inside);
            BlockList.Block block = index < listed ? list.get(index) : null;
            if (block == null) {
                tail(target, length, inside, here);
            } else if (block.word() == 0) {
                ZeroSource.fill(target.slice(target.position(), here));
                target.position(target.position() + here);
            } else {
                byte[] bytes = blocks.data(block.position(), block.word(), length, inode.name());
                if (bytes.length != length) {
                    throw inode.corrupt("block %d has %d bytes, expected %d".formatted(index, bytes.length, length));
                }
                target.put(bytes, inside, here);
            }
            at += here;
        }
    }

    private void tail(ByteBuffer target, int length, int inside, int here) throws IOException {
        StructView entry = fragments.entry(inode.fields().fragment());
        byte[] bytes = blocks.data(entry.u63(0x00, "start_block"), entry.i32(0x08), blockSize, inode.name());
        long offset = inode.fields().offset();
        if (offset > bytes.length - length) {
            throw new CorruptDataException("%s: its tail of %d bytes at %d lies outside the %d of its fragment"
                    .formatted(inode.name(), length, offset, bytes.length));
        }
        target.put(bytes, (int) offset + inside, here);
    }

    @Override
    public Extent extent(long position, long length) throws IOException {
        checkRange(position, length);
        long index = position / blockSize;
        Extent.Kind kind = kind(index);
        long end = position + length;
        long last = (end - 1) / blockSize;
        for (int i = 0; i < EXTENT_BLOCKS && index < last; i++) {
            if (kind(index + 1) != kind) {
                break;
            }
            index++;
        }
        long covered = index == last ? end : (index + 1) * blockSize;
        return new Extent(position, covered - position, kind);
    }

    private Extent.Kind kind(long index) throws IOException {
        return index < listed && list.get(index).word() == 0 ? Extent.Kind.HOLE : Extent.Kind.DATA;
    }

    @Override
    public void close() {}
}
