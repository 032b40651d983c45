package io.guestkit.fs.btrfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.fs.Subvolume;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An opened btrfs as the kernel would show it with one of its subvolumes mounted; the others are directories where they
 * are below that one.
 */
final class BtrfsFileSystem implements FsReader {

    /** As the kernel numbers the directory that it shows in the place of a subvolume that a snapshot did not take along. */
    private static final long EMPTY_DIRECTORY = 2;

    /** As long as a path may be. */
    private static final int MAX_TARGET = 4095;

    private final Trees trees;
    private final FsTree top;
    private final DataReader data;
    private final FsInfo info;

    private BtrfsFileSystem(Trees trees, FsTree top) {
        Superblock superblock = trees.store().superblock();
        this.trees = trees;
        this.top = top;
        this.data = new DataReader(trees.store(), trees.checksums());
        this.info = new FsInfo(
                "btrfs",
                superblock.label().isEmpty() ? Optional.empty() : Optional.of(superblock.label()),
                Optional.of(superblock.fsid().toString()),
                superblock.totalBytes(),
                OptionalLong.of(superblock.bytesUsed()),
                superblock.sectorSize(),
                superblock.features().names());
    }

    /** @param volumes the devices that are at hand, in any order */
    static BtrfsFileSystem open(List<BlockSource> volumes) throws IOException {
        Trees trees = Trees.open(volumes);
        return new BtrfsFileSystem(trees, trees.defaultTree());
    }

    @Override
    public FsInfo info() {
        return info;
    }

    @Override
    public Optional<FsSpace> space() throws IOException {
        return SpaceUsage.of(trees);
    }

    @Override
    public List<Warning> warnings() {
        return trees.store().doubts().list();
    }

    @Override
    public List<Subvolume> subvolumes() throws IOException {
        return new SubvolumePaths(trees).all();
    }

    @Override
    public Optional<Subvolume> mounted() throws IOException {
        return new SubvolumePaths(trees).of(top.id());
    }

    @Override
    public FsReader subvolume(Subvolume subvolume) throws IOException {
        FsTree tree = trees.fsTree(subvolume.id());
        if (tree == null) {
            throw new IllegalArgumentException("no such subvolume: " + subvolume);
        }
        return new BtrfsFileSystem(trees, tree);
    }

    @Override
    public Node root() throws IOException {
        return root(top);
    }

    private static BtrfsNode root(FsTree tree) throws IOException {
        BtrfsNode root = inode(tree, tree.root().directory());
        if (root.type() != FileType.DIRECTORY) {
            throw new CorruptDataException(
                    "%s in subvolume %d: is no directory, though it is the root".formatted(root.name(), tree.id()));
        }
        return root;
    }

    private static BtrfsNode inode(FsTree tree, long number) throws IOException {
        Item item = tree.items().get(new Key(number, Key.INODE_ITEM, 0));
        if (item == null) {
            throw new CorruptDataException("btrfs inode %s in subvolume %d: there is none"
                    .formatted(Long.toUnsignedString(number), tree.id()));
        }
        return new BtrfsNode(tree, number, tree.nodeId(number), InodeItem.parse(item.data()));
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        BtrfsNode in = typed(directory, FileType.DIRECTORY);
        if (name.length == 0 || name.length > DirEntry.LONGEST || in.inode() == EMPTY_DIRECTORY) {
            return null;
        }
        Key key = new Key(in.inode(), Key.DIR_ITEM, NameHash.of(name));
        DirEntry entry = DirEntry.find(in.tree().items().get(key), name);
        return entry == null ? null : node(in, entry);
    }

    /** What an entry stands for. */
    private BtrfsNode node(BtrfsNode directory, DirEntry entry) throws IOException {
        Key location = entry.location();
        return switch (location.type()) {
            case Key.INODE_ITEM -> inode(directory.tree(), location.objectid());
            case Key.ROOT_ITEM -> {
                FsTree below = below(directory, entry);
                yield below == null ? emptyDirectory(directory) : root(below);
            }
            default ->
                throw new CorruptDataException("%s: an entry leads to %s, expected an inode or a subvolume"
                        .formatted(directory.name(), location));
        };
    }

    /** A subvolume is where its parent refers to it; a snapshot of the parent copies the entry, but not the reference. */
    private @Nullable FsTree below(BtrfsNode directory, DirEntry entry) throws IOException {
        Key key = new Key(directory.tree().id(), Key.ROOT_REF, entry.location().objectid());
        Item item = trees.roots().get(key);
        if (item == null) {
            return null;
        }
        RootReference reference = RootReference.parse(item);
        return reference.directory() == directory.inode() && Arrays.equals(reference.name(), entry.name())
                ? trees.fsTree(entry.location().objectid())
                : null;
    }

    private static BtrfsNode emptyDirectory(BtrfsNode parent) throws IOException {
        NodeAttributes above = parent.attributes();
        NodeAttributes attributes = new NodeAttributes(
                FileType.DIRECTORY,
                0755,
                above.uid(),
                above.gid(),
                1,
                0,
                0,
                above.modified(),
                above.accessed(),
                above.changed(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty());
        FsTree tree = parent.tree();
        return new BtrfsNode(tree, EMPTY_DIRECTORY, tree.nodeId(EMPTY_DIRECTORY), new InodeItem(attributes, 0));
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        BtrfsNode in = typed(directory, FileType.DIRECTORY);
        if (in.inode() == EMPTY_DIRECTORY) {
            return () -> null;
        }
        Key first = new Key(in.inode(), Key.DIR_INDEX, 0);
        Items.Cursor items = in.tree().items().from(first);
        return () -> {
            Item item = items.next();
            return item == null || !item.key().isBeside(first) ? null : named(in, DirEntry.single(item));
        };
    }

    private Entry named(BtrfsNode directory, DirEntry entry) throws IOException {
        if (entry.isEncrypted()) {
            throw new UnsupportedFeatureException(directory.name() + ": encrypted names cannot be read yet");
        }
        if (!entry.isNameable()) {
            throw new CorruptDataException(
                    directory.name() + ": the directory has a name with '/' or NUL in it, or that is \".\" or \"..\"");
        }
        return new Named(directory, entry);
    }

    private final class Named implements Entry {

        private final BtrfsNode directory;
        private final DirEntry entry;

        Named(BtrfsNode directory, DirEntry entry) {
            this.directory = directory;
            this.entry = entry;
        }

        @Override
        public byte[] name() {
            return entry.name();
        }

        @Override
        public Node node() throws IOException {
            return BtrfsFileSystem.this.node(directory, entry);
        }
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        BtrfsNode node = typed(link, FileType.SYMLINK);
        long size = node.attributes().size();
        if (size < 1 || size > MAX_TARGET) {
            throw new CorruptDataException(
                    "%s: size is %d, expected 1..%d for a symbolic link".formatted(node.name(), size, MAX_TARGET));
        }
        byte[] target = new FileContent(node, data, info.blockSize()).readBytes(0, (int) size);
        for (byte b : target) {
            if (b == 0) {
                throw new CorruptDataException(node.name() + ": the target of the symbolic link has a NUL in it");
            }
        }
        return target;
    }

    @Override
    public BlockSource content(Node file) {
        return new FileContent(typed(file, FileType.REGULAR), data, info.blockSize());
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        return Xattrs.of((BtrfsNode) node);
    }

    private static BtrfsNode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException("inode %d is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (BtrfsNode) node;
    }
}
