package io.guestkit.image.raw;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.MappedImage;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a file as they are; what is a hole in the file is unallocated in the image. */
final class RawImage extends MappedImage {

    private final BlockSource source;

    RawImage(BlockSource source) {
        super(ImageInfo.ofSize(DiskFormat.RAW, source.size()), source, ImageOpener.NONE);
        this.source = source;
    }

    /** What is a hole reads as zeros by itself, and asking for holes would cost more than most reads. */
    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        source.read(position, target);
    }

    @Override
    public Run run(long position, long length) throws IOException {
        Extent extent = source.extent(position, length);
        return extent.kind() == Extent.Kind.DATA
                ? new Run.Data(position, extent.length(), source, position)
                : new Run.Unallocated(position, extent.length());
    }
}
