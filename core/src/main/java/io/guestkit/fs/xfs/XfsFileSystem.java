package io.guestkit.fs.xfs;

import io.guestkit.fs.Doubts;
import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An opened XFS: what the kernel would show after mounting it, its log replayed in memory. */
final class XfsFileSystem implements FsReader {

    private static final int LONGEST_NAME = 255;

    private final BlockStore store;
    private final InodeTable inodes;
    private final FsInfo info;
    private final Optional<FsSpace> space;

    private XfsFileSystem(BlockStore store, boolean recovered) {
        this.store = store;
        this.inodes = new InodeTable(store);
        this.space = SpaceUsage.space(store, recovered);
        this.info = SpaceUsage.describe(store, space);
    }

    static XfsFileSystem open(BlockSource volume) throws IOException {
        Doubts doubts = new Doubts();
        Superblock superblock = Superblock.read(volume, false);
        if (superblock.size() > volume.size()) {
            doubts.add(
                    "xfs superblock",
                    "the file system has %d bytes, the volume only %d; the rest cannot be read"
                            .formatted(superblock.size(), volume.size()));
        }
        Recovery.Recovered recovered = Recovery.replay(volume, superblock, doubts);
        if (recovered.volume() != volume) {
            // it may have grown
            superblock = Superblock.read(recovered.volume(), recovered.replay().touches(0, superblock.sectorSize()));
        }
        BlockStore store = BlockStore.of(recovered.volume(), superblock, recovered.replay(), doubts);
        return new XfsFileSystem(store, recovered.volume() != volume);
    }

    @Override
    public FsInfo info() {
        return info;
    }

    @Override
    public Optional<FsSpace> space() {
        return space;
    }

    @Override
    public List<Warning> warnings() {
        return store.doubts().list();
    }

    @Override
    public Node root() throws IOException {
        return inodes.root();
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        Inode inode = typed(directory, FileType.DIRECTORY);
        if (name.length == 0 || name.length > LONGEST_NAME) {
            return null;
        }
        OptionalLong found = find(inode, name);
        return found.isPresent() ? inodes.named(found.getAsLong()) : null;
    }

    private OptionalLong find(Inode directory, byte[] name) throws IOException {
        store.replay().requireFinished(directory, "its names");
        boolean folded = store.superblock().features().caseInsensitive();
        if (directory.dataFormat() != Fork.LOCAL) {
            try {
                return new DirectoryIndex(new Directory(directory, store), folded).find(name);
            } catch (CorruptDataException damagedIndex) {
                String why = String.valueOf(damagedIndex.getMessage());
                store.doubts().add(directory.name(), "names were looked for without the index: ".concat(why));
            }
        }
        return LinearSearch.find(Entries.of(directory, store), name, folded);
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        Inode inode = typed(directory, FileType.DIRECTORY);
        store.replay().requireFinished(inode, "its names");
        Entries entries = Entries.of(inode, store);
        return () -> {
            DirectoryEntry entry = entries.next();
            return entry == null ? null : new Named(entry, inodes);
        };
    }

    private record Named(DirectoryEntry entry, InodeTable inodes) implements Entry {
        @Override
        public byte[] name() {
            return entry.name();
        }

        @Override
        public Node node() throws IOException {
            return inodes.named(entry.inode());
        }
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        Inode inode = typed(link, FileType.SYMLINK);
        store.replay().requireFinished(inode, "its target");
        return SymbolicLink.target(inode, store);
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        Inode inode = typed(file, FileType.REGULAR);
        store.replay().requireFinished(inode, "its content");
        if (inode.isRealtime() && inode.size() > 0) {
            throw new UnsupportedFeatureException(
                    inode.name() + ": its content is on a realtime device, which cannot be read");
        }
        return new FileContent(inode, store);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        Inode inode = (Inode) node;
        store.replay().requireFinished(inode, "its extended attributes");
        return Xattrs.of(inode, store);
    }

    private static Inode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException("inode %d is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (Inode) node;
    }
}
