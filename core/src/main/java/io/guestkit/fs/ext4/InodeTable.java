package io.guestkit.fs.ext4;

import io.guestkit.fs.FileType;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;

/** Inodes by number: each group has a part of the table. */
record InodeTable(BlockStore store, GroupDescriptors groups) {

    /** @throws CorruptDataException if there is no such inode, or it contradicts itself */
    Inode get(long number) throws IOException {
        Superblock superblock = store.superblock();
        if (number < 1 || number > superblock.inodesCount()) {
            throw new CorruptDataException("ext4 inode %d: there is none with that number, only 1..%d"
                    .formatted(number, superblock.inodesCount()));
        }
        GroupDescriptor group = groups.get((number - 1) / superblock.inodesPerGroup());
        long index = (number - 1) % superblock.inodesPerGroup();
        // the group descriptor has proven that the whole table lies in the file system
        long position = group.inodeTable() * superblock.blockSize() + index * superblock.inodeSize();
        return Inode.parse(store.metadata().readBytes(position, superblock.inodeSize()), number, superblock);
    }

    /** The inode that a name stands for, which cannot be a reserved or a deleted one. */
    Inode named(long number) throws IOException {
        if (number < store.superblock().firstInode() && number != Inode.ROOT) {
            throw new CorruptDataException(
                    "ext4 inode %d: a name stands for it, though it is reserved".formatted(number));
        }
        Inode inode = get(number);
        if (inode.mode() == 0 || inode.attributes().links() == 0) {
            throw inode.corrupt("a name stands for it, though it is not in use");
        }
        return inode;
    }

    Inode root() throws IOException {
        Inode root = get(Inode.ROOT);
        if (root.type() != FileType.DIRECTORY) {
            throw root.corrupt("i_mode is %o, expected a directory, as it is the root".formatted(root.mode()));
        }
        return root;
    }
}
