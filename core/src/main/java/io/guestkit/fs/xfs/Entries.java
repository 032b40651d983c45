package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the entries of a directory in the order in which they are stored, without {@code .} and {@code ..}. After
 * an exception the next call goes on behind what was damaged.
 */
sealed interface Entries {

    /** The next entry, or null after the last one. */
    @Nullable
    DirectoryEntry next() throws IOException;

    static Entries of(Inode inode, BlockStore store) throws IOException {
        return inode.dataFormat() == Fork.LOCAL ? new InInode(inode, store) : new InBlocks(new Directory(inode, store));
    }

    private static DirectoryEntry checked(DirectoryEntry entry, StructView where) throws CorruptDataException {
        if (!entry.isNameable()) {
            throw new CorruptDataException("%s: a name of %d bytes is empty or has a '/' in it"
                    .formatted(where.structure(), entry.name().length));
        }
        return entry;
    }

    /** The "short form": a count, the parent, and behind each other length, place, name, type and inode of each entry. */
    final class InInode implements Entries {

        private static final int WIDE = 8;
        private static final int NARROW = 4;

        private final StructView view;
        private final boolean ftype;
        private final int width;
        private int left;
        private int offset;

        private InInode(Inode inode, BlockStore store) throws CorruptDataException {
            StructView fork = inode.dataFork().view();
            if (inode.size() > fork.length()) {
                throw inode.corrupt("di_size is %d, expected at most the %d bytes of its data fork"
                        .formatted(inode.size(), fork.length()));
            }
            this.view = fork.slice(inode.name().concat(": directory"), 0, (int) inode.size());
            this.ftype = store.superblock().features().ftype();
            int count = view.u8(0x00);
            int wide = view.u8In(0x01, "i8count", 0, 255);
            // one number of 64 bits makes all of them that wide; its count tells the number of those that need it
            this.width = wide == 0 ? NARROW : WIDE;
            this.left = count;
            this.offset = 2 + width;
        }

        @Override
        public @Nullable DirectoryEntry next() throws IOException {
            if (left == 0) {
                return null;
            }
            int more = left - 1;
            left = 0; // for the case that this entry does not tell where the next one starts
            int nameLength = view.u8In(offset, "namelen", 1, 255);
            byte[] name = view.bytes(offset + 3, nameLength);
            int at = offset + 3 + nameLength + (ftype ? 1 : 0);
            long number = width == WIDE ? view.bits64(at) : view.u32(at);
            offset = at + width;
            left = more;
            return checked(new DirectoryEntry(number, 0, name), view);
        }
    }

    /** The blocks of a {@link Directory}. */
    final class InBlocks implements Entries {

        private final Directory directory;
        private Directory.@Nullable Data block;
        private int offset;
        private long next;
        private long seen;

        private InBlocks(Directory directory) {
            this.directory = directory;
        }

        @Override
        public @Nullable DirectoryEntry next() throws IOException {
            while (true) {
                Directory.Data current = block;
                if (current == null) {
                    current = nextBlock();
                    if (current == null) {
                        return null;
                    }
                    block = current;
                    offset = current.start();
                }
                if (offset >= current.end()) {
                    block = null;
                    continue;
                }
                block = null; // for the case that the chain is broken here
                DirectoryEntry entry = DirectoryEntry.parse(current.view(), offset, current.end(), directory.ftype());
                block = current;
                offset += entry.length();
                if (entry.inode() != 0 && !entry.isDot()) {
                    return checked(entry, current.view());
                }
            }
        }

        private Directory.@Nullable Data nextBlock() throws IOException {
            long from = next;
            next = directory.blocks(); // where the map is damaged, there is no telling how to go on
            long number = directory.nextStored(from);
            if (number >= directory.blocks()) {
                return null;
            }
            next = number + 1;
            // a map may name the same block over and over
            if (++seen > directory.mostBlocks()) {
                next = directory.blocks();
                throw directory.inode().corrupt("the directory has more blocks than the file system");
            }
            return directory.data(number);
        }
    }
}
