package io.guestkit.fs.xfs;

import io.guestkit.fs.FileType;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;

/** Inodes by number, which tells where they are. */
record InodeTable(BlockStore store) {

    /** @throws CorruptDataException if there can be no such inode, or it contradicts itself */
    Inode get(long number) throws IOException {
        Superblock superblock = store.superblock();
        if (!superblock.hasInode(number)) {
            throw new CorruptDataException(
                    "xfs inode %s: there is no place with that number".formatted(Long.toUnsignedString(number)));
        }
        String name = "xfs inode ".concat(Long.toString(number)); // for every inode, hence no formatting
        return Inode.parse(store.read(name, superblock.positionOfInode(number), superblock.inodeSize()), number);
    }

    /** The inode that a name stands for, which has to be in use. */
    Inode named(long number) throws IOException {
        Inode inode = get(number);
        if (inode.mode() == 0 || inode.attributes().links() == 0) {
            throw inode.corrupt("a name stands for it, though it is not in use");
        }
        return inode;
    }

    Inode root() throws IOException {
        Inode root = get(store.superblock().rootInode());
        if (root.type() != FileType.DIRECTORY) {
            throw root.corrupt("di_mode is %o, expected a directory, as it is the root".formatted(root.mode()));
        }
        return root;
    }
}
