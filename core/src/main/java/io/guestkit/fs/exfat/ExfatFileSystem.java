package io.guestkit.fs.exfat;

import io.guestkit.fs.Doubts;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An opened exFAT. Reads nothing but what it is asked for; keeps a few MiB of it. */
final class ExfatFileSystem implements FsReader {

    private static final int ALLOCATION_BITMAP = 0x81;
    private static final int UPCASE_TABLE = 0x82;
    private static final int VOLUME_LABEL = 0x83;
    private static final int MAX_LABEL = 11;

    private static final int METADATA_BLOCK = 4096;
    private static final long METADATA_CACHE = 4 << 20;
    /** A larger bitmap is not read from end to end only to count what is in use. */
    private static final long MAX_COUNTED_BITMAP = 16 << 20;

    private static final int BITMAP_CHUNK = 64 << 10;
    /** Directories whose entries are remembered, some 80 bytes each. */
    private static final int MAX_CLAIMS = 1 << 18;

    private final BlockSource volume;
    private final BlockSource metadata;
    private final BootSector boot;
    private final Doubts doubts = new Doubts();
    private final UpcaseTable upcase;
    private final ExfatNode root;
    private final FsInfo info;
    /** Which entry a directory belongs to, by its first cluster. */
    private final Map<Long, Long> claims = new ConcurrentHashMap<>();

    ExfatFileSystem(BlockSource volume) throws IOException {
        this.volume = volume;
        this.metadata = new CachedSource(volume, METADATA_BLOCK, METADATA_CACHE);
        this.boot = BootRegion.read(volume, doubts);
        if (boot.volumeLength() > volume.size()) {
            doubts.add(
                    "exfat",
                    "the volume has %d bytes, the file system %d: its end is missing"
                            .formatted(volume.size(), boot.volumeLength()));
        }
        if (boot.isDirty()) {
            doubts.add("exfat", "it was not unmounted cleanly");
        }
        if (boot.hasMediaFailures()) {
            doubts.add("exfat", "it remembers failures of its medium");
        }
        long most = Directory.MAX_SIZE / boot.clusterSize();
        long length = ClusterRuns.length(metadata, boot, "exfat root directory", boot.rootCluster(), most);
        this.root = new ExfatNode(this, ExfatNode.ROOT, EntrySet.root(boot.rootCluster(), length * boot.clusterSize()));
        this.upcase = upcaseTable();
        this.info = describe();
    }

    private UpcaseTable upcaseTable() throws IOException {
        StructView entry = rootEntries().find(UPCASE_TABLE);
        try {
            if (entry == null) {
                throw new CorruptDataException("exfat root directory: there is no up-case table");
            }
            long length = entry.u63(0x18, "DataLength");
            if (length > UpcaseTable.MAX_LENGTH) {
                throw entry.corrupt(0x18, "DataLength", length, "at most " + UpcaseTable.MAX_LENGTH);
            }
            return UpcaseTable.parse(
                    chain(metadata, "exfat up-case table", entry.u32(0x14), false, length, length), entry.i32(0x04));
        } catch (CorruptDataException e) {
            doubts.add("exfat", "names are compared by Unicode's upper case: " + e.getMessage());
            return UpcaseTable.ofUnicode();
        }
    }

    private FsInfo describe() throws IOException {
        return new FsInfo(
                "exfat",
                label(),
                boot.serialNumber() == 0 ? Optional.empty() : Optional.of(serial(boot.serialNumber())),
                boot.volumeLength(),
                used(),
                boot.clusterSize(),
                List.of());
    }

    /** As blkid has it: {@code 8D3F-10A2}. */
    private static String serial(long number) {
        String digits = java.util.HexFormat.of().withUpperCase().toHexDigits(number, 8);
        return digits.substring(0, 4) + '-' + digits.substring(4);
    }

    private Optional<String> label() throws IOException {
        StructView entry = rootEntries().find(VOLUME_LABEL);
        if (entry == null) {
            return Optional.empty();
        }
        int length = Math.min(MAX_LABEL, entry.u8(0x01));
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < length; i++) {
            label.append((char) entry.u16(0x02 + 2 * i));
        }
        return label.isEmpty() ? Optional.empty() : Optional.of(label.toString());
    }

    /** Bytes of the clusters that the allocation bitmap says are in use; empty if that would take too long. */
    private OptionalLong used() throws IOException {
        Directory entries = rootEntries();
        StructView entry = entries.find(ALLOCATION_BITMAP);
        while (entry != null && (entry.u8(0x01) & 1) != boot.activeFat()) {
            entry = entries.find(ALLOCATION_BITMAP);
        }
        long length = (boot.clusterCount() + 7) / 8;
        if (entry == null || length > MAX_COUNTED_BITMAP) {
            return OptionalLong.empty();
        }
        try {
            if (entry.u63(0x18, "DataLength") < length) {
                throw entry.corrupt(0x18, "DataLength", entry.u63(0x18, "DataLength"), length);
            }
            BlockSource bitmap = chain(volume, "exfat allocation bitmap", entry.u32(0x14), false, length, length);
            long clusters = 0;
            for (long at = 0; at < length; at += BITMAP_CHUNK) {
                byte[] bytes = bitmap.readBytes(at, (int) Math.min(BITMAP_CHUNK, length - at));
                if (at + bytes.length == length && boot.clusterCount() % 8 != 0) {
                    bytes[bytes.length - 1] &= (byte) ((1 << boot.clusterCount() % 8) - 1);
                }
                for (byte b : bytes) {
                    clusters += Integer.bitCount(b & 0xff);
                }
            }
            return OptionalLong.of(clusters * boot.clusterSize());
        } catch (IOException e) {
            doubts.add("exfat", "the clusters in use cannot be counted: " + e.getMessage());
            return OptionalLong.empty();
        }
    }

    private Directory rootEntries() throws IOException {
        return entries(root);
    }

    /** The clusters of a file as bytes. */
    private ClusterSource chain(
            BlockSource source, String name, long first, boolean contiguous, long length, long valid)
            throws CorruptDataException {
        if (length == 0) {
            return ClusterSource.empty(source, boot);
        }
        long clusters = boot.clustersFor(length);
        if (clusters > boot.clusterCount()) {
            throw new CorruptDataException("%s: DataLength is %d, expected no more than the %d clusters of %d bytes"
                    .formatted(name, length, boot.clusterCount(), boot.clusterSize()));
        }
        ClusterRuns runs = contiguous
                ? ClusterRuns.contiguous(metadata, boot, name, first, clusters)
                : ClusterRuns.chain(metadata, boot, name, first, clusters);
        return new ClusterSource(source, boot, runs, length, valid);
    }

    private ClusterSource bytes(BlockSource source, ExfatNode node) throws CorruptDataException {
        EntrySet set = node.set();
        return chain(
                source, node.name(), set.firstCluster(), set.contiguous(), set.dataLength(), set.validDataLength());
    }

    /** The entries of a directory, which is reached through one entry only. */
    private Directory entries(ExfatNode node) throws IOException {
        EntrySet set = node.set();
        if (set.dataLength() > Directory.MAX_SIZE) {
            throw new CorruptDataException("%s: DataLength is %d, expected at most %d for a directory"
                    .formatted(node.name(), set.dataLength(), Directory.MAX_SIZE));
        }
        if (set.dataLength() > 0) {
            claim(node);
        }
        return new Directory(bytes(metadata, node), node.name(), doubts);
    }

    /**
     * Makes sure that no cluster begins two directories: one that contains itself, or many entries that lead to the same
     * one, would make a tree without end, or as good as without.
     */
    private void claim(ExfatNode node) throws CorruptDataException {
        long cluster = node.set().firstCluster();
        Long other = claims.size() < MAX_CLAIMS ? claims.putIfAbsent(cluster, node.id()) : claims.get(cluster);
        if (other != null && other != node.id()) {
            throw new CorruptDataException(
                    "%s: it shares cluster %d with the directory of the entry at byte %d, which was visited before"
                            .formatted(node.name(), cluster, other));
        }
    }

    /** As many as can be read; whoever lists the directory is told of the rest. */
    long subdirectories(ExfatNode node) {
        long count = 0;
        try {
            Directory entries = entries(node);
            for (Directory.Item item = entries.next(); item != null; item = entries.next()) {
                if (item.set().isDirectory()) {
                    count++;
                }
            }
        } catch (IOException e) {
            return count;
        }
        return count;
    }

    long allocated(long length) {
        long clusters = boot.clustersFor(length);
        return clusters > boot.clusterCount() ? 0 : clusters * boot.clusterSize();
    }

    @Override
    public FsInfo info() {
        return info;
    }

    /** Clusters only, as the kernel counts. */
    @Override
    public Optional<FsSpace> space() {
        long total = (long) boot.clusterCount() * boot.clusterSize();
        OptionalLong used = info.used();
        return used.isEmpty() ? Optional.empty() : Optional.of(FsSpace.of(total, total - used.getAsLong()));
    }

    @Override
    public List<Warning> warnings() {
        return new ArrayList<>(doubts.list());
    }

    @Override
    public Node root() {
        return root;
    }

    private @Nullable Named next(Directory entries) throws IOException {
        Directory.Item item = entries.next();
        return item == null
                ? null
                : new Named(printable(item.set().name()), new ExfatNode(this, item.position(), item.set()));
    }

    private record Named(String text, ExfatNode node) implements Entry {
        @Override
        public byte[] name() {
            return Utf16Names.toBytes(text);
        }
    }

    /** A name without the characters that cannot be part of one, which only damage puts there. */
    private static String printable(String name) {
        String clean = name.replace('/', '_').replace('\0', '_');
        return clean.equals(".") || clean.equals("..") ? clean.replace('.', '_') : clean;
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        String text = Utf16Names.fromBytes(name);
        if (text == null) {
            return null;
        }
        Directory entries = entries(typed(directory, FileType.DIRECTORY));
        String fold = upcase.fold(text);
        for (Named file = next(entries); file != null; file = next(entries)) {
            if (file.text.length() == fold.length() && upcase.fold(file.text).equals(fold)) {
                return file.node;
            }
        }
        return null;
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        Directory entries = entries(typed(directory, FileType.DIRECTORY));
        return () -> next(entries);
    }

    @Override
    public byte[] readLink(Node link) {
        throw new IllegalArgumentException("an exFAT has no symbolic links");
    }

    @Override
    public BlockSource content(Node file) throws IOException {
        return bytes(volume, typed(file, FileType.REGULAR));
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) {
        return Map.of();
    }

    private static ExfatNode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException("entry %d is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (ExfatNode) node;
    }
}
