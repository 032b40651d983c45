package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A file with grains, as many as the guest has written to. */
final class SparseExtent implements DiskExtent {

    private final long start;
    private final long end;
    private final String name;
    private final String type;
    private final GrainLayout layout;
    private final GrainMap map;
    private final boolean owner;

    /**
     * @param name of the file
     * @param type as the descriptor has it; empty if the file has the descriptor
     * @param owner whether the file is closed with the extent
     */
    SparseExtent(long start, long end, String name, String type, GrainLayout layout, boolean owner) {
        this.start = start;
        this.end = end;
        this.name = name;
        this.type = type;
        this.layout = layout;
        this.map = new GrainMap(layout, start, end - start);
        this.owner = owner;
    }

    /**
     * Reads the header of any sparse extent: descriptors confuse the types.
     *
     * @param warn told of doubts
     */
    static GrainLayout layout(BlockSource file, Consumer<String> warn) throws IOException {
        StructView magic = StructView.littleEndian("VMDK sparse header", file, 0, (int) Math.min(16, file.size()));
        if (magic.startsWith(0, CowdHeader.MAGIC)) {
            return GrainLayout.of(file, CowdHeader.read(file));
        }
        if (SeSparseHeader.isAt(magic)) {
            return GrainLayout.of(file, SeSparseHeader.read(file));
        }
        return layout(file, SparseHeader.read(file), warn);
    }

    /** The layout by a header, and by the redundant grain directory where the primary one cannot be there. */
    static GrainLayout layout(BlockSource file, SparseHeader header, Consumer<String> warn)
            throws CorruptDataException, UnsupportedFeatureException {
        GrainLayout layout = GrainLayout.of(file, header);
        long bytes = layout.directoryEntries() * layout.words().bytes(); // below 2^31
        if (bytes == 0 || isInside(file, layout.directoryOffset(), bytes)) {
            return layout;
        }
        long redundant = header.rgdOffset() * SparseHeader.SECTOR;
        if (!isInside(file, redundant, bytes)) {
            throw new CorruptDataException(
                    "VMDK sparse header: the grain directory (%d entries, gdOffset at +0x38 is %d) lies outside the file (%d bytes); was the file truncated?"
                            .formatted(layout.directoryEntries(), header.gdOffset(), file.size()));
        }
        warn.accept("the grain directory lies outside the file; the redundant one is used");
        return layout.withRedundantDirectory();
    }

    private static boolean isInside(BlockSource file, long offset, long bytes) {
        return offset > 0 && offset <= file.size() - bytes;
    }

    long grainBytes() {
        return layout.grainBytes();
    }

    boolean isCompressed() {
        return layout.storage() != GrainLayout.Storage.PLAIN;
    }

    boolean isDirty() {
        return layout.dirty();
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public Run run(long position, long length, Consumer<String> warn) throws IOException {
        try {
            return map.run(position, length, warn);
        } catch (DiskException e) {
            throw type.isEmpty() ? e : e.in("extent " + name);
        }
    }

    @Override
    public void check(CheckReport.Builder report) throws IOException {
        new SparseCheck(layout, type.isEmpty() ? "" : "extent " + name + ": ", report).check();
    }

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        if (isCompressed()) {
            details.put("compressed", true);
        }
        details.put("virtual-size", end - start);
        details.put("filename", name);
        details.put("cluster-size", layout.grainBytes());
        details.put("format", type);
        return details;
    }

    @Override
    public void close() throws IOException {
        if (owner) {
            layout.file().close();
        }
    }
}
