package io.guestkit.fs.ext4;

import io.guestkit.fs.Doubts;
import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An opened ext2, ext3 or ext4: what the kernel would show after mounting it, its journal replayed in memory. */
final class Ext4FileSystem implements FsReader {

    private final BlockStore store;
    private final InodeTable inodes;
    private final LinearSearch names;
    private final FsInfo info;
    private final Optional<FsSpace> space;

    private Ext4FileSystem(BlockStore store, boolean recovered) {
        this.store = store;
        this.inodes = new InodeTable(store, new GroupDescriptors(store));
        this.names = new LinearSearch(store, inodes);
        this.space = SpaceUsage.space(inodes, recovered);
        this.info = SpaceUsage.describe(inodes, space);
    }

    static Ext4FileSystem open(BlockSource volume) throws IOException {
        Doubts doubts = new Doubts();
        SuperblockCopies.Found found = SuperblockCopies.find(volume, doubts);
        BlockStore store = BlockStore.of(volume, found.superblock(), doubts);
        if (store.superblock().size() > volume.size()) {
            doubts.add(
                    "ext4 superblock",
                    "the file system has %d bytes, the volume only %d; the rest cannot be read"
                            .formatted(store.superblock().size(), volume.size()));
        }
        BlockSource replayed = Recovery.replay(store, found.backup());
        if (replayed != volume) {
            found = SuperblockCopies.find(replayed, doubts);
            store = BlockStore.of(replayed, found.superblock(), doubts);
        }
        return new Ext4FileSystem(store, replayed != volume || found.backup());
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
        requireNoKey(inode, "its names");
        if (name.length == 0 || name.length > 255) {
            return null;
        }
        OptionalLong found = find(inode, name);
        return found.isPresent() ? inodes.named(found.getAsLong()) : null;
    }

    private OptionalLong find(Inode directory, byte[] name) throws IOException {
        if (directory.has(Inode.FLAG_CASEFOLD)
                && store.superblock().features().hasIncompat(Features.INCOMPAT_CASEFOLD)) {
            if (store.superblock().encoding() != CaseFolding.UTF8) {
                throw new UnsupportedFeatureException("%s: casefold with s_encoding %d, and only 1 (UTF-8) is defined"
                        .formatted(directory.name(), store.superblock().encoding()));
            }
            // its hash tree is by the kernel's own folding; a pass over all names needs no more than a similar one
            return names.find(directory, name, true);
        }
        if (!directory.has(Inode.FLAG_INLINE_DATA)) {
            Directory blocks = new Directory(directory, store);
            if (blocks.isIndexed()) {
                try {
                    return new HashTree(blocks, store).find(name);
                } catch (CorruptDataException damagedIndex) {
                    String why = String.valueOf(damagedIndex.getMessage());
                    store.doubts().add(directory.name(), "names were looked for without the index: ".concat(why));
                }
            }
        }
        return names.find(directory, name, false);
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        Inode inode = typed(directory, FileType.DIRECTORY);
        requireNoKey(inode, "its names");
        DirectoryCursor entries = DirectoryCursor.of(inode, store, inodes);
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
        requireNoKey(inode, "its target");
        byte[] target;
        if (inode.has(Inode.FLAG_INLINE_DATA)) {
            target = InlineData.file(inode, inodes);
        } else if (isFast(inode)) {
            target = inode.block().bytes(0, (int) inode.size());
        } else {
            if (inode.size() > store.blockSize()) {
                throw inode.corrupt("i_size is %d, expected at most a block of %d bytes for a symbolic link"
                        .formatted(inode.size(), store.blockSize()));
            }
            target = new FileContent(inode, store).readBytes(0, (int) inode.size());
        }
        for (byte b : target) {
            if (b == 0) {
                throw inode.corrupt("the target of the symbolic link has a NUL in it");
            }
        }
        if (target.length == 0) {
            throw inode.corrupt("the target of the symbolic link is empty");
        }
        return target;
    }

    /** A short target stands where the map would; no blocks of its own show that there is no map. */
    private boolean isFast(Inode inode) {
        if (inode.size() >= Inode.I_BLOCK_LENGTH) {
            return false;
        }
        if (store.superblock().features().hasIncompat(Features.INCOMPAT_EA_INODE)) {
            return true;
        }
        long clusterSize = (long) store.blockSize() * store.superblock().blocksPerCluster();
        return inode.allocated() == (inode.attributeBlock() == 0 ? 0 : clusterSize);
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        Inode inode = typed(file, FileType.REGULAR);
        requireNoKey(inode, "its content");
        return inode.has(Inode.FLAG_INLINE_DATA)
                ? new BytesSource(InlineData.file(inode, inodes))
                : new FileContent(inode, store);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        return new Xattrs((Inode) node, inodes).all();
    }

    private static Inode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException("inode %d is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (Inode) node;
    }

    private static void requireNoKey(Inode inode, String what) throws KeyRequiredException {
        if (inode.has(Inode.FLAG_ENCRYPT)) {
            throw new KeyRequiredException(
                    inode.name() + ": " + what + " cannot be read without a key (fscrypt, feature encrypt)");
        }
    }
}
