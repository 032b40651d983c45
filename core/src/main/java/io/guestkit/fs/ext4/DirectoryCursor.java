package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the used entries of a directory in the order in which they are stored. After an exception the next call
 * goes on behind what was damaged.
 */
final class DirectoryCursor {

    private final Inode inode;
    private final boolean wideNameLength;
    private final Parts parts;
    private @Nullable StructView part;
    private int offset;

    private DirectoryCursor(Inode inode, BlockStore store, Parts parts) {
        this.inode = inode;
        this.wideNameLength = !store.superblock().features().hasIncompat(Features.INCOMPAT_FILETYPE);
        this.parts = parts;
    }

    /** Hands out one piece of a directory after the other, each a chain of entries of its own; null after the last. */
    private interface Parts {
        @Nullable
        StructView next() throws IOException;
    }

    static DirectoryCursor of(Inode inode, BlockStore store, InodeTable inodes) throws IOException {
        return new DirectoryCursor(
                inode,
                store,
                inode.has(Inode.FLAG_INLINE_DATA)
                        ? new Pieces(InlineData.directory(inode, inodes))
                        : new Blocks(new Directory(inode, store)));
    }

    /** One block of a directory. */
    static DirectoryCursor of(Inode inode, BlockStore store, StructView block) {
        return new DirectoryCursor(inode, store, new Pieces(List.of(block)));
    }

    /** The next entry but {@code .} and {@code ..}, or null. */
    @Nullable
    DirectoryEntry next() throws IOException {
        while (true) {
            StructView current = part;
            if (current == null) {
                current = parts.next();
                if (current == null) {
                    return null;
                }
                part = current;
                offset = 0;
            }
            if (offset > current.length() - DirectoryEntry.HEADER) {
                part = null;
                continue;
            }
            part = null; // for the case that the chain is broken here
            DirectoryEntry entry = DirectoryEntry.parse(current, offset, wideNameLength);
            part = current;
            offset += entry.recordLength();
            if (entry.inode() != 0 && !entry.isDot()) {
                if (!entry.isNameable()) {
                    throw inode.corrupt(
                            "the directory has a name of %d bytes that is empty, too long or has a '/' in it"
                                    .formatted(entry.name().length));
                }
                return entry;
            }
        }
    }

    private static final class Pieces implements Parts {
        private final java.util.Iterator<StructView> pieces;

        Pieces(List<StructView> pieces) {
            this.pieces = pieces.iterator();
        }

        @Override
        public @Nullable StructView next() {
            return pieces.hasNext() ? pieces.next() : null;
        }
    }

    private static final class Blocks implements Parts {
        private final Directory directory;
        private long next;
        private long seen;

        Blocks(Directory directory) {
            this.directory = directory;
        }

        @Override
        public @Nullable StructView next() throws IOException {
            long from = next;
            next = directory.blocks(); // where the map is damaged, there is no telling how to go on
            long block = directory.nextStored(from);
            if (block >= directory.blocks()) {
                return null;
            }
            next = block + 1;
            // a map may name the same block over and over
            if (++seen > directory.superblock().blocksCount()) {
                next = directory.blocks();
                throw new CorruptDataException(
                        directory.inode().name() + ": the directory has more blocks than the file system");
            }
            return directory.names(block);
        }
    }
}
