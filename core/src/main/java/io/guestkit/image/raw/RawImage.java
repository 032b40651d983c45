package io.guestkit.image.raw;

import io.guestkit.image.ImageFormat;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.MappedImage;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.IOException;

/** The bytes of a file as they are; what is a hole in the file is unallocated in the image. */
final class RawImage extends MappedImage {

    private final BlockSource source;

    RawImage(BlockSource source) {
        super(ImageInfo.ofSize(ImageFormat.RAW, source.size()), source, ImageOpener.NONE);
        this.source = source;
    }

    @Override
    public Run run(long position, long length) throws IOException {
        Extent extent = source.extent(position, length);
        return extent.kind() == Extent.Kind.DATA
                ? new Run.Data(position, extent.length(), source, position)
                : new Run.Unallocated(position, extent.length());
    }
}
