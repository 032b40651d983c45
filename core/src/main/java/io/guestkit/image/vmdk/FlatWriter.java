package io.guestkit.image.vmdk;

import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.io.BlockSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes monolithicFlat and twoGbMaxExtentFlat: every byte at its own position, and what is not written is a hole. */
final class FlatWriter implements ImageWriter {

    /** Page and block size of most hosts: a smaller hole would not be one. */
    private static final int UNIT = 4096;

    private final NewDisk disk;
    private final BlockSink descriptorFile;
    private final List<BlockSink> extents = new ArrayList<>();
    private final long extentBytes;
    private final ContentId contentId;

    FlatWriter(ImageTarget target, NewDisk disk) throws IOException {
        this.disk = disk;
        this.descriptorFile = target.file();
        this.extentBytes = disk.subformat().extentBytes();
        this.contentId = disk.newContentId();
        for (ExtentLine line : disk.extents()) {
            BlockSink extent = target.createBeside(line.name().orElseThrow());
            extent.resize(line.sectors() * SparseHeader.SECTOR);
            extents.add(extent);
        }
    }

    @Override
    public long virtualSize() {
        return disk.size();
    }

    @Override
    public int unitSize() {
        return UNIT;
    }

    @Override
    public Placement place(long position, int length) {
        long inside = position % extentBytes;
        int here = (int) Math.min(length, extentBytes - inside);
        contentId.add(position, here);
        return new Placement(extents.get((int) (position / extentBytes)), inside, here);
    }

    @Override
    public void finish() throws IOException {
        descriptorFile.write(0, ByteBuffer.wrap(disk.descriptor(contentId.value())));
    }

    @Override
    public void close() {}
}
