package io.guestkit.image.vmdk;

import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes monolithicSparse and twoGbMaxExtentSparse: grains in the order in which they come. */
final class SparseWriter implements ImageWriter {

    private record Extent(BlockSink sink, SparseFile file) {}

    private final NewDisk disk;
    private final BlockSink descriptorFile;
    private final List<Extent> extents = new ArrayList<>();
    private final long extentBytes;
    private final ContentId contentId;

    SparseWriter(ImageTarget target, NewDisk disk) throws IOException {
        this.disk = disk;
        this.descriptorFile = target.file();
        this.extentBytes = disk.subformat().extentBytes();
        this.contentId = disk.newContentId();
        boolean embedded = disk.subformat().hasEmbeddedDescriptor();
        for (ExtentLine line : disk.extents()) {
            BlockSink sink =
                    embedded ? target.file() : target.createBeside(line.name().orElseThrow());
            extents.add(new Extent(sink, new SparseFile(sink, line.sectors(), embedded, disk.zeroedGrains())));
        }
    }

    @Override
    public long virtualSize() {
        return disk.size();
    }

    @Override
    public int unitSize() {
        return NewDisk.GRAIN;
    }

    @Override
    public Placement place(long position, int length) throws IOException {
        Extent extent = extentAt(position);
        long inside = position % extentBytes;
        int here = (int) Math.min(length, extentBytes - inside);
        contentId.add(position, here);
        return new Placement(extent.sink(), extent.file().allocate(inside / NewDisk.GRAIN, grains(here)), here);
    }

    @Override
    public void zero(long position, long length) throws IOException {
        for (long at = position, end = position + length; at < end; ) {
            long inside = at % extentBytes;
            long here = Math.min(end - at, extentBytes - inside);
            contentId.add(at, here);
            extentAt(at).file().zero(inside / NewDisk.GRAIN, grains(here));
            at += here;
        }
    }

    private Extent extentAt(long position) {
        return extents.get((int) (position / extentBytes));
    }

    private static long grains(long bytes) {
        return (bytes + NewDisk.GRAIN - 1) / NewDisk.GRAIN;
    }

    @Override
    public void finish() throws IOException {
        byte[] descriptor = disk.descriptor(contentId.value());
        boolean embedded = disk.subformat().hasEmbeddedDescriptor();
        for (Extent extent : extents) {
            extent.file().finish(embedded ? descriptor : new byte[0]);
        }
        if (!embedded) {
            descriptorFile.write(0, ByteBuffer.wrap(descriptor));
        }
    }

    @Override
    public void close() {}
}
