package io.guestkit.fs.squashfs;

import java.io.IOException;

/**
 * Where the blocks of one file are. The list is added up as far as somebody reads, and every so many blocks the sum is
 * written down, so that a jump back does not start over and a file of any size takes no more than a few hundred KiB. Safe
 * for several threads.
 */
final class BlockList {

    private static final int MAX_MARKS = 4096;

    /**
     * A block of a file.
     *
     * @param word its length with a flag; 0 if it has nothing but zeros and is not stored
     */
    record Block(long position, int word) {}

    private record Mark(MetadataReader list, long position) {}

    private final Inode inode;
    private final long length;
    private final Mark[] marks;
    private final long interval;
    private MetadataReader list;
    private long position;
    /** Index of the block that {@link #list} comes to next. */
    private long index;
    /** How many blocks were added up so far. */
    private long frontier;

    /** @param length how many blocks there are, at most what {@link #require} allows */
    private BlockList(Inode inode, long length) {
        this.inode = inode;
        this.length = length;
        this.interval = length / MAX_MARKS + 1;
        this.marks = new Mark[(int) (length / interval) + 1];
        this.list = inode.tail().copy();
        this.position = inode.fields().start();
        this.marks[0] = new Mark(inode.tail(), position);
    }

    /** @throws io.guestkit.io.CorruptDataException if the inode table has no room for a list of that length */
    static BlockList of(Blocks blocks, Inode inode, long length) throws IOException {
        Superblock superblock = blocks.superblock();
        // no block of metadata is packed into less than four bytes
        long most = ((superblock.directoryTable() - superblock.inodeTable()) / 4 + 1) * (Blocks.METADATA_SIZE / 4);
        if (length > most) {
            throw inode.corrupt("file_size is %d, but the inode table has no room for a list of %d blocks"
                    .formatted(inode.size(), length));
        }
        return new BlockList(inode, length);
    }

    /** @param wanted less than the length of the list */
    synchronized Block get(long wanted) throws IOException {
        long mark = Math.min(wanted, frontier) / interval;
        if (wanted < index || mark * interval > index) {
            list = marks[(int) mark].list.copy();
            position = marks[(int) mark].position;
            index = mark * interval;
        }
        long at = index;
        index = Long.MAX_VALUE; // whatever comes after a failure starts from a mark
        Block block = next(at++);
        while (at <= wanted) {
            block = next(at++);
        }
        index = at;
        return block;
    }

    private Block next(long at) throws IOException {
        int word = list.struct(inode.name(), 4).i32(0);
        if (position > Long.MAX_VALUE / 2) {
            throw inode.corrupt("its blocks begin at %d".formatted(position)); // so the sum cannot overflow
        }
        Block block = new Block(position, word);
        position += Blocks.storedLength(word);
        if (at == frontier) {
            frontier++;
            if (frontier % interval == 0 && frontier < length) {
                marks[(int) (frontier / interval)] = new Mark(list.copy(), position);
            }
        }
        return block;
    }
}
