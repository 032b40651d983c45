package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The extents that make up the guest's disk, one after the other. Extents of no size are left away. */
final class ExtentList implements Closeable {

    private final List<DiskExtent> extents;

    private ExtentList(List<DiskExtent> extents) {
        this.extents = List.copyOf(extents);
    }

    /** The whole disk in one extent. */
    static ExtentList of(DiskExtent extent) {
        return new ExtentList(extent.end() == 0 ? List.of() : List.of(extent));
    }

    /**
     * Opens what the lines of a descriptor name. An extent that cannot be opened is in the list as one that cannot be
     * read.
     *
     * @param refusal why nothing is to be opened at all, if that is so
     * @param warn told of extents that cannot be opened, and of other doubts
     * @throws CorruptDataException if the sizes add up to more than 2⁶³−1 bytes
     */
    static ExtentList open(
            List<ExtentLine> lines, @Nullable DiskException refusal, ImageOpener opener, Consumer<String> warn)
            throws IOException {
        List<DiskExtent> extents = new ArrayList<>();
        try {
            long start = 0;
            for (ExtentLine line : lines) {
                long end = start + line.sectors() * SparseHeader.SECTOR;
                if (end < start) {
                    throw new CorruptDataException("VMDK descriptor: the extents add up to more than 2^63-1 bytes");
                }
                if (end > start) {
                    extents.add(
                            refusal == null
                                    ? open(line, start, end, opener, warn)
                                    : new RefusedExtent(start, end, line.name(), line.type(), refusal));
                }
                start = end;
            }
            return new ExtentList(extents);
        } catch (IOException | RuntimeException e) {
            closeAll(extents);
            throw e;
        }
    }

    private static DiskExtent open(ExtentLine line, long start, long end, ImageOpener opener, Consumer<String> warn) {
        try {
            return openFile(line, start, end, opener, warn);
        } catch (IOException e) {
            warn.accept("extent %s cannot be read: %s".formatted(line.name().orElse(line.type()), e.getMessage()));
            return new RefusedExtent(start, end, line.name(), line.type(), e);
        }
    }

    private static DiskExtent openFile(ExtentLine line, long start, long end, ImageOpener opener, Consumer<String> warn)
            throws IOException {
        String name = line.name().orElse(null);
        if (name == null) {
            return new ZeroExtent(start, end);
        }
        if (line.access() == ExtentLine.Access.NOACCESS) {
            throw new UnsupportedFeatureException("VMDK extent " + name + ": is marked NOACCESS");
        }
        if (!line.isFlat() && !line.isSparse()) {
            throw new UnsupportedFeatureException(
                    "VMDK extent %s: extents of type %s cannot be read".formatted(name, line.type()));
        }
        if (line.isSparse() && line.offset() != 0) {
            throw new CorruptDataException("VMDK descriptor: sparse extent %s has the offset %d, expected none"
                    .formatted(name, line.offset()));
        }
        BlockSource file = opener.openFile(name);
        try {
            return line.isFlat()
                    ? new FlatExtent(start, end, name, line.type(), file, line.offset() * SparseHeader.SECTOR)
                    : sparse(line, name, start, end, file, warn);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static SparseExtent sparse(
            ExtentLine line, String name, long start, long end, BlockSource file, Consumer<String> warn)
            throws IOException {
        GrainLayout layout = SparseExtent.layout(file, doubt -> warn.accept("extent " + name + ": " + doubt));
        if (layout.capacity() < end - start) {
            throw new CorruptDataException("VMDK extent %s: has room for %d bytes, the descriptor expects %d"
                    .formatted(name, layout.capacity(), end - start));
        }
        // VMware rounds the capacity up to whole grains
        if (layout.capacity() - (end - start) >= layout.grainBytes()) {
            warn.accept("extent %s has room for %d bytes, the descriptor uses only %d of them"
                    .formatted(name, layout.capacity(), end - start));
        }
        return new SparseExtent(start, end, name, line.type(), layout, true);
    }

    /** Size of the guest's disk in bytes. */
    long size() {
        return extents.isEmpty() ? 0 : extents.getLast().end();
    }

    /** As {@link io.guestkit.image.DiskImage#run}; the range was checked against the disk's size. */
    Run run(long position, long length, Consumer<String> warn) throws IOException {
        int low = 0;
        int high = extents.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (position < extents.get(middle).end()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        DiskExtent extent = extents.get(low);
        return extent.run(position, Math.min(length, extent.end() - position), warn);
    }

    void check(CheckReport.Builder report) throws IOException {
        for (DiskExtent extent : extents) {
            extent.check(report);
        }
    }

    /** The grain size, if all extents are of the same kind and have the same. */
    OptionalLong grainSize() {
        SparseExtent first = null;
        for (DiskExtent extent : extents) {
            if (!(extent instanceof SparseExtent sparse)
                    || (first != null
                            && (first.grainBytes() != sparse.grainBytes()
                                    || first.isCompressed() != sparse.isCompressed()))) {
                return OptionalLong.empty();
            }
            first = sparse;
        }
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.grainBytes());
    }

    boolean isDirty() {
        for (DiskExtent extent : extents) {
            if (extent instanceof SparseExtent sparse && sparse.isDirty()) {
                return true;
            }
        }
        return false;
    }

    List<Map<String, Object>> details() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (DiskExtent extent : extents) {
            all.add(extent.details());
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        closeAll(extents);
    }

    private static void closeAll(List<DiskExtent> extents) throws IOException {
        IOException first = null;
        for (DiskExtent extent : extents) {
            try {
                extent.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
