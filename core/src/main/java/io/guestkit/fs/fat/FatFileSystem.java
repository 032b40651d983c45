package io.guestkit.fs.fat;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.Node;
import io.guestkit.fs.Utf16Names;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.Warning;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A FAT12, FAT16 or FAT32. Reads nothing but what it is asked for; keeps a few MiB of it. */
public final class FatFileSystem implements FsReader {

    private static final int METADATA_BLOCK = 4096;
    private static final long METADATA_CACHE = 4 << 20;
    /** A larger FAT is not read from end to end only to count what is free. */
    private static final long MAX_COUNTED_FAT = 16 << 20;
    /** Names in all the directory indexes that are kept, some 100 bytes each. */
    private static final int MAX_INDEXED_NAMES = 1 << 17;
    /** Directories whose clusters are remembered, some 80 bytes each. */
    private static final int MAX_CLAIMS = 1 << 18;

    private final BlockSource volume;
    private final BlockSource metadata;
    private final BootSector boot;
    private final Layout layout;
    private final AllocationTable table;
    private final FsInfo info;
    private final FatNode root;
    private final List<Warning> warnings = new CopyOnWriteArrayList<>();
    private final Map<Long, DirectoryIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);
    private int indexedNames;
    /** Which entry a directory belongs to, by the last cluster of its chain, which chains that meet have in common. */
    private final Map<Integer, Long> claims = new ConcurrentHashMap<>();

    /**
     * @param volume stays the caller's to close, and open as long as this file system is used
     * @throws CorruptDataException if the boot sector contradicts itself
     */
    FatFileSystem(BlockSource volume) throws IOException {
        this.volume = volume;
        this.metadata = new CachedSource(volume, METADATA_BLOCK, METADATA_CACHE);
        this.boot = BootSector.parse(StructView.littleEndian(BootSector.NAME, metadata, 0, BootSector.LENGTH));
        this.layout = Layout.of(boot);
        this.table = new AllocationTable(metadata, layout);
        this.root = new FatNode(this, FatNode.ROOT, DirectoryEntry.root(layout.rootCluster()));
        this.info = describe();
    }

    private FsInfo describe() {
        if (layout.size() > volume.size()) {
            warn("the volume has %d bytes, the file system %d: its end is missing"
                    .formatted(volume.size(), layout.size()));
        }
        if (layout.fatTooShort()) {
            warn("the FAT has entries for %d clusters only, the rest cannot be used".formatted(layout.clusters()));
        }
        boolean clean = isClean();
        if (!clean) {
            warn("it was not unmounted cleanly");
        }
        OptionalLong free = free(clean);
        return new FsInfo(
                "vfat",
                label(),
                boot.volId() == 0 ? Optional.empty() : Optional.of(serial(boot.volId())),
                layout.size(),
                free.isPresent()
                        ? OptionalLong.of((layout.clusters() - free.getAsLong()) * layout.clusterSize())
                        : OptionalLong.empty(),
                layout.clusterSize(),
                List.of(layout.type().name()));
    }

    private boolean isClean() {
        try {
            return (boot.state() & 1) == 0 && table.isClean();
        } catch (IOException e) {
            warn("the FAT cannot be read: " + e.getMessage());
            return true;
        }
    }

    /** How many clusters are free; empty if counting them would take too long, or is not possible. */
    private OptionalLong free(boolean clean) {
        try {
            OptionalLong stored = clean ? FsInfoSector.freeCount(metadata, boot) : OptionalLong.empty();
            if (stored.isPresent() && stored.getAsLong() <= layout.clusters()) {
                return stored;
            }
            return layout.fatBytes() <= MAX_COUNTED_FAT ? OptionalLong.of(table.countFree()) : OptionalLong.empty();
        } catch (IOException e) {
            warn("the free clusters cannot be counted: " + e.getMessage());
            return OptionalLong.empty();
        }
    }

    private Optional<String> label() {
        try {
            String label = directory(root).reader().label();
            return label == null || label.isEmpty() ? Optional.empty() : Optional.of(label);
        } catch (IOException e) {
            warn("the label cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** As blkid has it: {@code 8D3F-10A2}. */
    private static String serial(long volId) {
        String digits = java.util.HexFormat.of().withUpperCase().toHexDigits(volId, 8);
        return digits.substring(0, 4) + '-' + digits.substring(4);
    }

    private void warn(String message) {
        warnings.add(new Warning("vfat", message));
    }

    @Override
    public FsInfo info() {
        return info;
    }

    /** Clusters only, as the kernel counts. */
    @Override
    public Optional<FsSpace> space() {
        long total = (long) layout.clusters() * layout.clusterSize();
        OptionalLong used = info.used();
        return used.isEmpty() ? Optional.empty() : Optional.of(FsSpace.of(total, total - used.getAsLong()));
    }

    @Override
    public List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    Layout layout() {
        return layout;
    }

    @Override
    public Node root() {
        return root;
    }

    FatNode node(Directory.Item item) {
        return new FatNode(this, item.position(), item.entry());
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        String text = Utf16Names.fromBytes(name);
        return text == null ? null : index((FatNode) directory).find(text);
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        Directory.Reader reader = directory((FatNode) directory).reader();
        return () -> {
            Directory.Item item = reader.next();
            return item == null ? null : new ListedEntry(Utf16Names.toBytes(item.name()), node(item));
        };
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record ListedEntry(byte[] name, Node node) implements Entry {}

    private DirectoryIndex index(FatNode node) throws IOException {
        synchronized (indexes) {
            DirectoryIndex known = indexes.get(node.id());
            if (known != null) {
                return known;
            }
        }
        DirectoryIndex index = new DirectoryIndex(this, directory(node));
        synchronized (indexes) {
            DirectoryIndex old = indexes.put(node.id(), index);
            indexedNames += index.size() - (old == null ? 0 : old.size());
            Iterator<DirectoryIndex> eldest = indexes.values().iterator();
            while (indexedNames > MAX_INDEXED_NAMES && indexes.size() > 1) {
                indexedNames -= eldest.next().size();
                eldest.remove();
            }
        }
        return index;
    }

    /** Finds the clusters of a directory, all of which the FAT knows. */
    private Directory directory(FatNode node) throws IOException {
        if (node.id() == FatNode.ROOT && layout.type() != FatType.FAT32) {
            return new Directory(metadata, layout.type(), new long[] {layout.rootStart()}, layout.rootBytes(), null);
        }
        int first = firstCluster(node);
        AllocationTable.Chain chain = table.chain(first, Directory.MAX_SIZE / layout.clusterSize());
        claim(chain.last(), node);
        long[] pieces = new long[chain.clusters().length];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = layout.position(chain.clusters()[i]);
        }
        return new Directory(metadata, layout.type(), pieces, layout.clusterSize(), chain.broken());
    }

    /**
     * Makes sure that a directory is reached through one entry only: a directory that contains itself, or many entries
     * that lead to the same one, would make a tree without end, or as good as without.
     */
    private void claim(int cluster, FatNode node) throws CorruptDataException {
        Long other = claims.size() < MAX_CLAIMS ? claims.putIfAbsent(cluster, node.id()) : claims.get(cluster);
        if (other != null && other != node.id()) {
            throw new CorruptDataException(
                    "%s: it shares cluster %d with the directory of the entry at byte %d, which was visited before"
                            .formatted(name(node), cluster, other));
        }
    }

    private int firstCluster(FatNode node) throws CorruptDataException {
        long first = node.entry().firstCluster();
        if (!layout.isCluster(first)) {
            throw new CorruptDataException(
                    "%s: DIR_FstClus is %d, expected 2..%d".formatted(name(node), first, layout.clusters() + 1L));
        }
        return (int) first;
    }

    private static String name(FatNode node) {
        return node.id() == FatNode.ROOT ? "FAT root directory" : "FAT directory entry at byte " + node.id();
    }

    /** What has to be counted for the attributes of a directory; as much as can be read of it. */
    record Measure(long size, int subdirectories) {}

    Measure measure(FatNode node) {
        long size = 0;
        int subdirectories = 0;
        try {
            Directory directory = directory(node);
            size = directory.size();
            Directory.Reader reader = directory.reader();
            for (Directory.Item item = reader.next(); item != null; item = reader.next()) {
                if (item.entry().isDirectory()) {
                    subdirectories++;
                }
            }
        } catch (IOException e) {
            return new Measure(size, subdirectories); // whoever lists the directory is told
        }
        return new Measure(size, subdirectories);
    }

    @Override
    public byte[] readLink(Node link) {
        throw new IllegalArgumentException("a FAT has no symbolic links");
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        FatNode node = (FatNode) file;
        if (node.type() != FileType.REGULAR) {
            throw new IllegalArgumentException(name(node) + " is a directory");
        }
        long size = node.entry().fileSize();
        if (size == 0) {
            return new ZeroSource(0);
        }
        long needed = (size + layout.clusterSize() - 1) / layout.clusterSize();
        if (needed > layout.clusters()) {
            throw new CorruptDataException("%s: DIR_FileSize is %d, expected no more than the %d clusters of %d bytes"
                    .formatted(name(node), size, layout.clusters(), layout.clusterSize()));
        }
        ClusterChain chain = new ClusterChain(table, name(node), firstCluster(node), needed);
        return new ChainSource(volume, layout, chain, size);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) {
        return Map.of();
    }
}
