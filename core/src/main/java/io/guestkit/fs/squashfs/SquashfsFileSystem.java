package io.guestkit.fs.squashfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An opened SquashFS 4.0. */
final class SquashfsFileSystem implements FsReader {

    private static final int ID = 4;
    private static final int MAX_NAME = 256;
    /** Directories whose entries are remembered, some 100 bytes each. */
    private static final int MAX_CLAIMS = 1 << 17;

    private final Blocks blocks;
    private final LookupTable ids;
    private final LookupTable fragments;
    private final @Nullable Xattrs xattrs;
    private final FsInfo info;
    private final List<Warning> warnings;
    /** Which entry a directory was reached by, by its reference. */
    private final Map<Long, Claim> claims = new ConcurrentHashMap<>();

    /** @param place of an entry in the listing of the directory {@code parent} */
    private record Claim(long parent, long place) {}

    SquashfsFileSystem(BlockSource volume) throws IOException {
        Superblock superblock =
                Superblock.parse(StructView.littleEndian(Superblock.NAME, volume, 0, Superblock.LENGTH));
        this.blocks = new Blocks(volume, superblock);
        checkOptions(blocks);
        this.ids = new LookupTable(blocks, "squashfs id", superblock.idTable(), superblock.ids(), ID);
        this.fragments = FileContent.fragments(blocks);
        this.xattrs = Xattrs.of(blocks);
        this.info = new FsInfo(
                "squashfs",
                Optional.empty(),
                Optional.empty(),
                superblock.bytesUsed(),
                OptionalLong.of(superblock.bytesUsed()),
                superblock.blockSize(),
                superblock.features());
        this.warnings = superblock.bytesUsed() <= volume.size()
                ? List.of()
                : List.of(new Warning(
                        Superblock.NAME,
                        "the file system has %d bytes, the volume only %d; the rest cannot be read"
                                .formatted(superblock.bytesUsed(), volume.size())));
        root();
    }

    /** The options of most compressions only concern the compressor; LZ4 has two formats, one of which was never used. */
    private static void checkOptions(Blocks blocks) throws IOException {
        Superblock superblock = blocks.superblock();
        if (superblock.compression() == Compression.LZ4 && superblock.hasFlag(Superblock.FLAG_COMPRESSOR_OPTIONS)) {
            long version = MetadataReader.at(blocks, "squashfs compressor options", Superblock.LENGTH, 0)
                    .struct("squashfs compressor options", 8)
                    .u32(0x00);
            if (version != 1) {
                throw new UnsupportedFeatureException("squashfs with lz4 format %d; only 1 is read".formatted(version));
            }
        }
    }

    @Override
    public FsInfo info() {
        return info;
    }

    @Override
    public Optional<FsSpace> space() {
        Superblock superblock = blocks.superblock();
        long blockSize = superblock.blockSize();
        if (superblock.bytesUsed() > Long.MAX_VALUE - blockSize) {
            return Optional.empty();
        }
        long total = (superblock.bytesUsed() + blockSize - 1) / blockSize * blockSize;
        return Optional.of(FsSpace.full(total, superblock.inodes()));
    }

    @Override
    public List<Warning> warnings() {
        return warnings;
    }

    @Override
    public Node root() throws IOException {
        Inode root = Inode.read(blocks, ids, blocks.superblock().rootInode());
        if (root.type() != FileType.DIRECTORY) {
            throw root.corrupt("it is the root, but no directory");
        }
        return root;
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        Inode inode = typed(directory, FileType.DIRECTORY);
        if (name.length == 0 || name.length > MAX_NAME) {
            return null;
        }
        Directory.Entry entry = Directory.find(blocks, inode, name);
        return entry == null ? null : node(inode, entry);
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        Inode inode = typed(directory, FileType.DIRECTORY);
        Directory entries = Directory.of(blocks, inode);
        return () -> {
            Directory.Entry entry = entries.next();
            return entry == null ? null : new Named(this, inode, entry);
        };
    }

    private record Named(SquashfsFileSystem owner, Inode directory, Directory.Entry entry) implements Entry {
        @Override
        public byte[] name() {
            return entry.name();
        }

        @Override
        public Node node() throws IOException {
            return owner.node(directory, entry);
        }
    }

    /**
     * What an entry stands for. A directory is reached by one entry only: one that contains itself, or many entries that
     * lead to the same one, would make a tree without end, or as good as without.
     */
    private Inode node(Inode parent, Directory.Entry entry) throws IOException {
        Inode inode = Inode.read(blocks, ids, entry.inode());
        if (inode.type() == FileType.DIRECTORY) {
            Claim own = new Claim(parent.reference(), entry.place());
            Claim first = claims.size() < MAX_CLAIMS
                    ? claims.putIfAbsent(inode.reference(), own)
                    : claims.get(inode.reference());
            if (first != null && !first.equals(own)
                    || inode.reference() == blocks.superblock().rootInode()) {
                throw new CorruptDataException(
                        inode.name() + ": the directory has another entry that leads to it, which was visited before");
            }
        }
        return inode;
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        Inode inode = typed(link, FileType.SYMLINK);
        byte[] target = inode.tail().copy().bytes((int) inode.size()); // at most Inode.MAX_TARGET
        for (byte b : target) {
            if (b == 0) {
                throw inode.corrupt("the target of the symbolic link has a NUL in it");
            }
        }
        return target;
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        return new FileContent(blocks, fragments, typed(file, FileType.REGULAR));
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        Inode inode = (Inode) node;
        return inode.fields().xattr() == Inode.NONE || xattrs == null ? Map.of() : xattrs.of(inode);
    }

    private static Inode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException("inode %x is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (Inode) node;
    }
}
