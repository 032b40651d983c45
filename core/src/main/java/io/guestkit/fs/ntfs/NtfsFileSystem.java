package io.guestkit.fs.ntfs;

import io.guestkit.fs.Doubts;
import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.FsSpace;
import io.guestkit.fs.Node;
import io.guestkit.fs.Utf16Names;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An opened NTFS. */
final class NtfsFileSystem implements FsReader {

    private static final String DATA_SUFFIX = ":$DATA";
    private static final int MAX_NAME = 255;

    private final NtfsVolume volume;
    private final Mft mft;
    private final Names names;
    private final Nodes nodes;
    private final VolumeInformation information;
    private volatile @Nullable FsInfo info;

    private NtfsFileSystem(NtfsVolume volume) throws IOException {
        this.volume = volume;
        this.mft = new Mft(volume);
        this.names = new Names(mft);
        this.nodes = new Nodes(mft, names);
        this.information = VolumeInformation.read(mft);
        if (volume.boot().size() > volume.content().size()) {
            volume.doubts()
                    .add(
                            BootSector.NAME,
                            "the file system has %d bytes, the volume only %d; the rest cannot be read"
                                    .formatted(
                                            volume.boot().size(),
                                            volume.content().size()));
        }
        Shutdown.check(mft, names, information);
    }

    static NtfsFileSystem open(BlockSource source) throws IOException {
        Doubts doubts = new Doubts();
        return new NtfsFileSystem(NtfsVolume.of(source, boot(source, doubts), doubts));
    }

    private static BootSector boot(BlockSource source, Doubts doubts) throws IOException {
        CorruptDataException damaged;
        try {
            return BootSector.parse(StructView.littleEndian(BootSector.NAME, source, 0, BootSector.LENGTH));
        } catch (CorruptDataException e) {
            damaged = e;
        }
        long position = BackupBootSector.find(source);
        if (position < 0) {
            throw damaged;
        }
        doubts.add(BootSector.NAME, "the copy at byte %d is used: %s".formatted(position, damaged.getMessage()));
        return BootSector.parse(StructView.littleEndian(BootSector.NAME, source, position, BootSector.LENGTH));
    }

    @Override
    public FsInfo info() {
        FsInfo known = info;
        if (known == null) {
            BootSector boot = volume.boot();
            known = new FsInfo(
                    "ntfs",
                    information.label().isEmpty() ? Optional.empty() : Optional.of(information.label()),
                    Optional.of(HexFormat.of().withUpperCase().toHexDigits(boot.serial())),
                    boot.size(),
                    SpaceUsage.used(mft),
                    boot.clusterSize(),
                    List.of("NTFS " + information.major() + '.' + information.minor()));
            info = known;
        }
        return known;
    }

    /** Clusters only; a file needs no more than a record, which the table of files grows by. */
    @Override
    public Optional<FsSpace> space() {
        long total = volume.boot().clusters() * volume.boot().clusterSize();
        OptionalLong used = info().used();
        return used.isEmpty() ? Optional.empty() : Optional.of(FsSpace.of(total, total - used.getAsLong()));
    }

    @Override
    public List<Warning> warnings() {
        return volume.doubts().list();
    }

    @Override
    public Node root() throws IOException {
        return nodes.root();
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) throws IOException {
        String text = Utf16Names.fromBytes(name);
        if (text == null) {
            return null;
        }
        Directory index = names.directory(typed(directory, FileType.DIRECTORY).record());
        IndexEntry entry = text.length() > MAX_NAME ? null : names.find(index, text);
        if (entry != null && entry.name() != null && entry.name().isValid()) {
            return nodes.named(directory.id(), entry);
        }
        int colon = text.indexOf(':');
        return colon < 1 ? null : stream(index, text.substring(0, colon), text.substring(colon + 1));
    }

    /** What Windows calls {@code FILE:STREAM}, optionally with the type behind. */
    private @Nullable Node stream(Directory index, String name, String stream) throws IOException {
        IndexEntry entry = names.find(index, name);
        String bare =
                stream.endsWith(DATA_SUFFIX) ? stream.substring(0, stream.length() - DATA_SUFFIX.length()) : stream;
        if (entry == null || bare.isEmpty()) {
            return null;
        }
        return nodes.stream(nodes.named(index.number(), entry), bare);
    }

    @Override
    public EntryCursor list(Node directory) throws IOException {
        return new Listing(typed(directory, FileType.DIRECTORY).record())::next;
    }

    /** The names that are shown: no short ones beside long ones, none of the file system's own files. */
    private final class Listing {

        private final long directory;
        private final Directory.Cursor entries;
        /** Which entry led to a directory, so that none is shown twice. */
        private final Map<Long, IndexEntry> directories = new HashMap<>();

        Listing(long directory) throws IOException {
            this.directory = directory;
            this.entries = names.directory(directory).cursor();
        }

        @Nullable
        Entry next() throws IOException {
            for (IndexEntry entry = entries.next(); entry != null; entry = entries.next()) {
                FileName name = entry.name();
                if (name == null
                        || name.isShort()
                        || (directory == Mft.ROOT && Reference.number(entry.reference()) < Mft.FIRST_USER)) {
                    continue;
                }
                if (name.isValid()) {
                    return new Named(Utf16Names.toBytes(name.name()), entry, this);
                }
                volume.doubts()
                        .add(
                                "FILE record " + directory,
                                "a name that cannot be part of a path is left out: ".concat(name.name()));
            }
            return null;
        }

        Node node(IndexEntry entry) throws IOException {
            NtfsNode node = nodes.named(directory, entry);
            if (node.type() == FileType.DIRECTORY) {
                IndexEntry other = directories.putIfAbsent(node.id(), entry);
                if (other != null && other != entry) {
                    throw new CorruptDataException("FILE record %d: record %d is a directory and listed twice"
                            .formatted(directory, node.record()));
                }
            }
            return node;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Named(byte[] name, IndexEntry entry, Listing listing) implements Entry {
        @Override
        public Node node() throws IOException {
            return listing.node(entry);
        }
    }

    @Override
    public byte[] readLink(Node link) {
        return typed(link, FileType.SYMLINK).target().clone();
    }

    @Override
    public BlockSource content(Node node) throws IOException {
        NtfsNode file = typed(node, FileType.REGULAR);
        AttributeSet attributes = nodes.file(file.record());
        Attribute data = attributes.find(Attribute.DATA, file.stream());
        if (data == null) {
            return new ZeroSource(0);
        }
        ReparsePoint reparse = file.stream().isEmpty() ? ReparsePoint.of(attributes) : null;
        if (reparse == null) {
            return attributes.open(data);
        }
        if (WofSource.isCompressed(reparse)) {
            return WofSource.of(attributes, reparse, data.size());
        }
        return besideForeign(reparse, attributes, data);
    }

    /** A file that another driver of Windows has a hand in: its content may be elsewhere, and then is a hole here. */
    private static BlockSource besideForeign(ReparsePoint reparse, AttributeSet attributes, Attribute data)
            throws IOException {
        FileTimes times = FileTimes.parse(
                attributes.require(Attribute.STANDARD_INFORMATION, "").value("$STANDARD_INFORMATION"));
        boolean elsewhere = reparse.tag() == ReparsePoint.DEDUP
                || times.has(FileTimes.OFFLINE)
                || times.has(FileTimes.RECALL_ON_OPEN)
                || times.has(FileTimes.RECALL_ON_DATA_ACCESS)
                || data.isSparse();
        if (elsewhere) {
            throw new UnsupportedFeatureException("%s: its content is not, or not all, in the file itself (%s)"
                    .formatted(attributes.base().where(), reparse.name()));
        }
        return attributes.open(data);
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) throws IOException {
        NtfsNode file = (NtfsNode) node;
        return file.stream().isEmpty() ? Streams.xattrs(nodes.file(file.record()), volume.doubts()) : Map.of();
    }

    private static NtfsNode typed(Node node, FileType type) {
        if (node.type() != type) {
            throw new IllegalArgumentException(
                    "FILE record %d is a %s, not a %s".formatted(node.id(), node.type(), type));
        }
        return (NtfsNode) node;
    }
}
