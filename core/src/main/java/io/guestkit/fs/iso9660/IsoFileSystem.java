package io.guestkit.fs.iso9660;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An opened ISO 9660: the tree of it that Linux would mount. */
final class IsoFileSystem implements FsReader {

    private static final int SECTOR = 2048;
    private static final int CACHE_BLOCK = 16 << 10;
    private static final long CACHE_CAPACITY = 4 << 20;
    /** Directories whose entries are remembered, some 100 bytes each. */
    private static final int MAX_CLAIMS = 1 << 17;

    private static final Claim ROOT = new Claim(-1, -1);

    private final BlockSource volume;
    private final BlockSource metadata;
    private final int blockSize;
    private final boolean joliet;
    /** Bytes of each system use area before what Rock Ridge has there. */
    private final int skipped;

    private final long rootPosition;
    private final FsInfo info;
    private final List<Warning> warnings = new ArrayList<>();
    /** Which entry a directory was reached by, by the position of its extent. */
    private final Map<Long, Claim> claims = new ConcurrentHashMap<>();

    /** @param record position of an entry in the directory whose extent is at {@code parent} */
    private record Claim(long parent, long record) {}

    IsoFileSystem(BlockSource volume) throws IOException {
        this.volume = volume;
        this.metadata = new CachedSource(volume, CACHE_BLOCK, CACHE_CAPACITY);
        VolumeDescriptors descriptors = VolumeDescriptors.read(metadata);
        VolumeDescriptor primary = descriptors.primary();
        StructView rootArea = dot(primary.root().extent() * primary.blockSize()).systemUse();
        Integer sharing = RockRidge.skippedBytes(rootArea);
        VolumeDescriptor wide = descriptors.joliet();
        this.joliet = wide != null && !(sharing != null && isRegistered(rootArea, primary.blockSize()));
        this.skipped = sharing == null ? 0 : sharing;
        VolumeDescriptor chosen = joliet && wide != null ? wide : primary;
        this.blockSize = chosen.blockSize();
        this.rootPosition = chosen.root().extent() * blockSize;
        this.info = describe(descriptors, sharing != null);
        if (info.size() > volume.size()) {
            warnings.add(new Warning(
                    "iso9660",
                    "the file system has %d bytes, the volume only %d; the rest cannot be read"
                            .formatted(info.size(), volume.size())));
        }
        if (descriptors.udf()) {
            warnings.add(new Warning(
                    "iso9660", "the disc has a UDF too, which may hold more and is not read: this is its ISO 9660"));
        }
        claims.put(rootPosition, ROOT);
        root();
    }

    /** Whether an extension is named in the root directory: Linux then prefers Rock Ridge to Joliet. */
    private boolean isRegistered(StructView rootArea, int size) throws IOException {
        SystemUse entries = new SystemUse(metadata, size, rootArea, 0);
        for (SystemUse.Entry entry = entries.next(); entry != null; entry = entries.next()) {
            if (entry.signature().equals("ER")) {
                return true;
            }
        }
        return false;
    }

    private FsInfo describe(VolumeDescriptors descriptors, boolean rockRidge) {
        List<String> features = new ArrayList<>();
        if (rockRidge) {
            features.add("rock_ridge");
        }
        if (descriptors.joliet() != null) {
            features.add("joliet");
        }
        if (descriptors.bootable()) {
            features.add("el_torito");
        }
        VolumeDescriptor primary = descriptors.primary();
        long size = primary.blocks() * primary.blockSize();
        return new FsInfo(
                "iso9660", descriptors.label(), primary.date(), size, OptionalLong.of(size), blockSize, features);
    }

    @Override
    public FsInfo info() {
        return info;
    }

    @Override
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public Node root() throws IOException {
        return directory(rootPosition, ROOT);
    }

    /** The first record of the directory whose extent is at a position. */
    private DirectoryRecord dot(long position) throws IOException {
        String name = "iso9660 directory at byte ".concat(Long.toString(position));
        int length = (int) Math.min(SECTOR, metadata.size() - position);
        StructView sector = StructView.littleEndian(name, metadata, position, length);
        DirectoryRecord dot = DirectoryRecord.parse(sector.slice(name, 0, sector.u8(0)), position);
        if (!dot.isDot() || !dot.has(DirectoryRecord.FLAG_DIRECTORY)) {
            throw new CorruptDataException(name + ": its first record is not that of a directory itself");
        }
        return dot;
    }

    private RockRidge rockRidge(DirectoryRecord record) throws IOException {
        return joliet ? new RockRidge() : RockRidge.read(metadata, blockSize, record.systemUse(), skipped);
    }

    /**
     * A directory, which is reached by one entry only: one that contains itself, or many entries that lead to the same one,
     * would make a tree without end, or as good as without.
     */
    private IsoNode directory(long position, Claim own) throws IOException {
        Claim first = claims.size() < MAX_CLAIMS ? claims.putIfAbsent(position, own) : claims.get(position);
        if (first != null && !first.equals(own)) {
            throw new CorruptDataException(
                    "iso9660 directory at byte %d: another entry leads to it, which was visited before"
                            .formatted(position));
        }
        DirectoryRecord dot = dot(position);
        RockRidge extras = rockRidge(dot);
        NodeAttributes attributes = attributes(
                FileType.DIRECTORY, extras.mode < 0 ? 0555 : extras.mode, extras, dot.recorded(), dot.dataLength(), 0);
        return new IsoNode(IsoNode.idOfDirectory(position), attributes, List.of(dot), null, null, false);
    }

    /** What an entry stands for. */
    private IsoNode node(long parent, List<DirectoryRecord> records, RockRidge extras) throws IOException {
        DirectoryRecord record = records.getFirst();
        Claim claim = new Claim(parent, record.position());
        if (extras.childLocation >= 0) {
            return directory(extras.childLocation * blockSize, claim);
        }
        if (record.has(DirectoryRecord.FLAG_DIRECTORY)) {
            if (records.size() > 1) {
                throw new UnsupportedFeatureException(
                        "iso9660 record at byte %d: a directory of several extents".formatted(record.position()));
            }
            return directory(record.extent() * blockSize, claim);
        }
        byte[] target = extras.target();
        FileType type = type(extras, target != null, record);
        long stored = 0;
        for (DirectoryRecord each : records) {
            stored += each.dataLength(); // 32 bits a hundred times at most
        }
        long size = type == FileType.SYMLINK && target != null
                ? target.length
                : extras.compressed == null || type != FileType.REGULAR ? stored : Zisofs.size(extras.compressed);
        return new IsoNode(
                IsoNode.idOfFile(record.position()),
                attributes(type, extras.mode < 0 ? 0444 : extras.mode, extras, record.recorded(), size, stored),
                records,
                target,
                extras.compressed,
                extras.sparse);
    }

    private static FileType type(RockRidge extras, boolean link, DirectoryRecord record) throws CorruptDataException {
        FileType type = extras.mode < 0 ? FileType.UNKNOWN : FileType.ofMode(extras.mode);
        if (type == FileType.DIRECTORY) {
            throw new CorruptDataException("iso9660 record at byte %d: PX says that it is a directory, its flags do not"
                    .formatted(record.position()));
        }
        if (type == FileType.UNKNOWN) {
            return link ? FileType.SYMLINK : FileType.REGULAR;
        }
        return type;
    }

    private static NodeAttributes attributes(
            FileType type, int mode, RockRidge extras, Instant recorded, long size, long stored) {
        boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
        return new NodeAttributes(
                type,
                mode & 0xfff,
                extras.uid,
                extras.gid,
                extras.links,
                size,
                (stored + SECTOR - 1) / SECTOR * SECTOR,
                extras.modified == null ? recorded : extras.modified,
                extras.accessed == null ? recorded : extras.accessed,
                extras.changed == null ? recorded : extras.changed,
                Optional.empty(),
                device ? Optional.ofNullable(extras.device) : Optional.empty(),
                OptionalInt.empty());
    }

    /** A name and what it takes to find what it stands for. */
    private final class Item implements Entry {
        private final long parent;
        private final List<DirectoryRecord> records;
        private final RockRidge extras;
        private final byte[] name;

        Item(long parent, List<DirectoryRecord> records, RockRidge extras) throws IOException {
            this.parent = parent;
            this.records = records;
            this.extras = extras;
            DirectoryRecord last = records.getLast();
            byte[] given = (records.size() > 1 ? rockRidge(last) : extras).name();
            byte[] translated = joliet ? Names.joliet(last.identifier()) : Names.plain(last.identifier());
            this.name = Names.printable(given == null ? translated : given);
        }

        @Override
        public byte[] name() {
            return name;
        }

        @Override
        public IsoNode node() throws IOException {
            return IsoFileSystem.this.node(parent, records, extras);
        }
    }

    private final class Items {
        private final long parent;
        private final DirectoryReader records;

        Items(IsoNode directory) {
            this.parent = directory.record().position();
            this.records = new DirectoryReader(
                    metadata, directory.name(), parent, directory.record().dataLength());
        }

        /** The next one that Linux would show, or null. */
        @Nullable
        Item next() throws IOException {
            for (List<DirectoryRecord> file = records.next(); file != null; file = records.next()) {
                DirectoryRecord first = file.getFirst();
                if (!first.isDot() && !first.has(DirectoryRecord.FLAG_ASSOCIATED)) {
                    RockRidge extras = rockRidge(first);
                    if (!extras.relocated) {
                        return new Item(parent, file, extras);
                    }
                }
            }
            return null;
        }
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        Items items = new Items(typed(directory, FileType.DIRECTORY));
        String fold = joliet ? Names.fold(name) : "";
        for (Item item = items.next(); item != null; item = items.next()) {
            if (Arrays.equals(item.name, name)
                    || joliet && Names.fold(item.name).equals(fold)) {
                return item.node();
            }
        }
        return null;
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        return new Items(typed(directory, FileType.DIRECTORY))::next;
    }

    @Override
    public byte[] readLink(Node link) throws IOException {
        IsoNode node = typed(link, FileType.SYMLINK);
        byte[] target = node.target();
        if (target == null || target.length == 0) {
            throw new CorruptDataException(node.name() + ": a symbolic link without a target");
        }
        for (byte b : target) {
            if (b == 0) {
                throw new CorruptDataException(node.name() + ": the target of the symbolic link has a NUL in it");
            }
        }
        return target;
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        IsoNode node = typed(file, FileType.REGULAR);
        if (node.sparse()) {
            throw new UnsupportedFeatureException(node.name() + ": a sparse file (SF of Rock Ridge)");
        }
        List<BlockSource> parts = new ArrayList<>();
        for (DirectoryRecord record : node.records()) {
            if (record.interleaved()) {
                throw new UnsupportedFeatureException(node.name() + ": an interleaved file");
            }
            if (record.dataLength() > 0) { // the location of nothing means nothing
                parts.add(extent(node, record.extent() * blockSize, record.dataLength()));
            }
        }
        BlockSource stored =
                parts.isEmpty() ? new ZeroSource(0) : parts.size() == 1 ? parts.getFirst() : new ConcatSource(parts);
        StructView compressed = node.compressed();
        return compressed == null ? stored : Zisofs.open(stored, node.name(), compressed);
    }

    private BlockSource extent(IsoNode node, long position, long length) throws IOException {
        if (position > volume.size() - length) {
            throw new CorruptDataException("%s: its extent of %d bytes at %d lies outside the %d bytes there are"
                    .formatted(node.name(), length, position, volume.size()));
        }
        return new SliceSource(volume, position, length);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) {
        Objects.requireNonNull(node);
        return Map.of();
    }

    private static IsoNode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException("node %d is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (IsoNode) node;
    }
}
