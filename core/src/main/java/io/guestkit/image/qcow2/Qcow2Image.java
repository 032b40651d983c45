package io.guestkit.image.qcow2;

import io.guestkit.codec.Decoder;
import io.guestkit.codec.Deflate;
import io.guestkit.codec.Zstd;
import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.MappedImage;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An opened qcow2 image. */
final class Qcow2Image extends MappedImage {

    private final Qcow2Header header;
    private final HeaderExtensions extensions;
    private final BlockSource source;
    private final ImageOpener opener;
    private final SnapshotTable snapshots;
    private final SnapshotTable.@Nullable Entry snapshot;
    /** Set once by {@link #map()}, under this object's lock. */
    private volatile @Nullable ClusterMap map;

    private @Nullable BlockSource dataFile;
    private @Nullable BlockSource plain;
    private boolean closed;

    private Qcow2Image(
            ImageInfo info,
            Qcow2Header header,
            HeaderExtensions extensions,
            BlockSource source,
            ImageOpener opener,
            SnapshotTable snapshots,
            SnapshotTable.@Nullable Entry snapshot) {
        super(info, source, opener);
        this.header = header;
        this.extensions = extensions;
        this.source = source;
        this.opener = opener;
        this.snapshots = snapshots;
        this.snapshot = snapshot;
    }

    static Qcow2Image open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        Qcow2Header header = Qcow2Header.read(source);
        HeaderExtensions extensions = HeaderExtensions.read(source, header);
        SnapshotTable snapshots = SnapshotTable.read(source, header);
        SnapshotTable.Entry snapshot = null;
        if (options.snapshot().isPresent()) {
            String wanted = options.snapshot().get();
            snapshot = snapshots
                    .find(wanted)
                    .orElseThrow(() -> new FileNotFoundException("there is no snapshot with the id or name " + wanted));
        }
        ImageInfo info = info(source, header, extensions, snapshots, snapshot);
        Qcow2Image image = new Qcow2Image(info, header, extensions, source, opener, snapshots, snapshot);
        if ((header.incompatibleFeatures() & Qcow2Header.INCOMPATIBLE_CORRUPT) != 0) {
            image.warn("the image is marked corrupt: what is read from it may be wrong");
        }
        if (info.dirty()) {
            image.warn(
                    "the image was not closed cleanly (dirty bit); reference counts may be wrong, content is not affected");
        }
        return image;
    }

    private static ImageInfo info(
            BlockSource source,
            Qcow2Header header,
            HeaderExtensions extensions,
            SnapshotTable snapshots,
            SnapshotTable.@Nullable Entry snapshot)
            throws IOException {
        Optional<String> backing = Optional.empty();
        if (header.backingFileOffset() != 0) {
            StructView name = StructView.bigEndian(
                    "qcow2 backing file name", source, header.backingFileOffset(), header.backingFileSize());
            backing = Optional.of(new String(name.bytes(0, name.length()), StandardCharsets.UTF_8));
        }
        long size =
                snapshot == null ? header.size() : snapshot.info().virtualSize().orElse(header.size());
        return new ImageInfo(
                DiskFormat.QCOW2,
                size,
                OptionalLong.of(header.clusterSize()),
                switch (header.cryptMethod()) {
                    case Qcow2Header.CRYPT_NONE -> Optional.empty();
                    case Qcow2Header.CRYPT_AES -> Optional.of("aes");
                    default -> Optional.of("luks");
                },
                backing,
                extensions.backingFormat(),
                (header.incompatibleFeatures() & Qcow2Header.INCOMPATIBLE_DIRTY) != 0,
                snapshots.infos(),
                details(source, header, extensions));
    }

    private static Map<String, Object> details(BlockSource source, Qcow2Header header, HeaderExtensions extensions)
            throws IOException {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("compat", header.version() == 2 ? "0.10" : "1.1");
        details.put(
                "compression-type",
                switch (header.compressionType()) {
                    case Qcow2Header.COMPRESSION_ZLIB -> "zlib";
                    case Qcow2Header.COMPRESSION_ZSTD -> "zstd";
                    default -> "unknown (" + header.compressionType() + ")";
                });
        details.put("refcount-bits", 1 << header.refcountOrder());
        if (header.version() >= 3) {
            details.put("lazy-refcounts", (header.compatibleFeatures() & Qcow2Header.COMPATIBLE_LAZY_REFCOUNTS) != 0);
            details.put("corrupt", (header.incompatibleFeatures() & Qcow2Header.INCOMPATIBLE_CORRUPT) != 0);
            details.put("extended-l2", header.extendedL2());
        }
        if (header.hasDataFile()) {
            details.put("data-file", extensions.dataFile().orElse(""));
            details.put("data-file-raw", (header.autoclearFeatures() & Qcow2Header.AUTOCLEAR_DATA_FILE_RAW) != 0);
        }
        if (extensions.bitmaps().isPresent() && (header.autoclearFeatures() & Qcow2Header.AUTOCLEAR_BITMAPS) != 0) {
            List<Map<String, Object>> bitmaps =
                    BitmapDirectory.list(source, extensions.bitmaps().get());
            details.put("bitmaps", bitmaps);
        }
        return details;
    }

    @Override
    public Run run(long position, long length) throws IOException {
        checkRange(position, length);
        ClusterMap opened = map;
        return (opened != null ? opened : map()).run(position, length);
    }

    private synchronized ClusterMap map() throws IOException {
        ClusterMap opened = map;
        if (opened == null) {
            refuseUnreadable();
            L2Table.Layout layout = new L2Table.Layout(
                    source,
                    decrypted(header.hasDataFile() ? openDataFile() : source),
                    header.hasDataFile(),
                    decoder(),
                    header.extendedL2(),
                    header.clusterBits());
            opened = snapshot == null
                    ? new ClusterMap(layout, header.l1TableOffset(), header.l1Size())
                    : new ClusterMap(layout, snapshot.l1TableOffset(), snapshotL1Size(layout));
            map = opened;
        }
        return opened;
    }

    /** Counts who uses each cluster of the file, and compares with what the image says. */
    @Override
    protected void check(CheckReport.Builder report) throws IOException {
        refuseUnknown();
        new Qcow2Check(source, header, extensions, snapshots, report).check();
    }

    private void refuseUnreadable() throws DiskException {
        refuseUnknown();
        if (header.cryptMethod() == Qcow2Header.CRYPT_AES) {
            throw new UnsupportedFeatureException("qcow2: the content is encrypted with the legacy AES method");
        }
    }

    /** QEMU numbers sectors by where they lie in the file, and leaves compressed clusters as they are. */
    private BlockSource decrypted(BlockSource data) throws IOException {
        if (header.cryptMethod() == Qcow2Header.CRYPT_NONE) {
            return data;
        }
        if (closed) {
            throw new java.nio.channels.ClosedChannelException();
        }
        HeaderExtensions.EncryptionHeader luks = extensions
                .encryption()
                .orElseThrow(
                        () -> new CorruptDataException(
                                "qcow2 header: the content is encrypted with LUKS, and no header extension says where its header is"));
        if (luks.offset() > source.size() || luks.length() > source.size() - luks.offset()) {
            throw new CorruptDataException(
                    "qcow2 header extension: the LUKS header has %d bytes at %d, the file only %d"
                            .formatted(luks.length(), luks.offset(), source.size()));
        }
        BlockSource decrypted;
        try {
            decrypted = opener.decrypt(new SliceSource(source, luks.offset(), luks.length()), data);
        } catch (DiskException e) {
            throw e.in("qcow2");
        }
        plain = decrypted;
        return decrypted;
    }

    private void refuseUnknown() throws UnsupportedFeatureException {
        long unknown = header.incompatibleFeatures() & ~Qcow2Header.INCOMPATIBLE_KNOWN;
        if (unknown != 0) {
            int bit = Long.numberOfTrailingZeros(unknown);
            String name = extensions.incompatibleNames().get(bit);
            throw new UnsupportedFeatureException("qcow2: reading needs the feature %s (incompatible bit %d)"
                    .formatted(name == null ? "without a name" : '"' + name + '"', bit));
        }
    }

    private Decoder decoder() throws UnsupportedFeatureException {
        return switch (header.compressionType()) {
            case Qcow2Header.COMPRESSION_ZLIB -> Deflate.RAW;
            case Qcow2Header.COMPRESSION_ZSTD -> Zstd.FRAMES;
            default ->
                throw new UnsupportedFeatureException("qcow2: compression type %d; 0 (zlib) and 1 (zstd) can be read"
                        .formatted(header.compressionType()));
        };
    }

    private BlockSource openDataFile() throws IOException {
        if (closed) {
            throw new java.nio.channels.ClosedChannelException();
        }
        String name = extensions
                .dataFile()
                .orElseThrow(() -> new CorruptDataException(
                        "qcow2 header: the content is in an external data file, and no header extension names it"));
        BlockSource opened = opener.openFile(name);
        dataFile = opened;
        return opened;
    }

    /** A snapshot has an L1 table of its own, which has to reach as far as its disk. */
    private int snapshotL1Size(L2Table.Layout layout) throws CorruptDataException {
        SnapshotTable.Entry entry = java.util.Objects.requireNonNull(snapshot);
        int coverageBits = layout.clusterBits() + layout.entryBits();
        long needed = size() == 0 ? 0 : ((size() - 1) >>> coverageBits) + 1;
        if (entry.l1Size() < needed) {
            throw new CorruptDataException("qcow2 snapshot %s: l1_size is %d, expected at least %d"
                    .formatted(entry.info().id(), entry.l1Size(), needed));
        }
        return entry.l1Size();
    }

    @Override
    public void close() throws IOException {
        BlockSource data;
        BlockSource decrypted;
        synchronized (this) {
            closed = true;
            data = dataFile;
            decrypted = plain;
        }
        try (data;
                decrypted) {
            super.close();
        }
    }
}
