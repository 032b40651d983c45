package io.guestkit.image.raw;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageDriver;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Optional;

/** Takes everything, and so is asked last. */
public final class RawDriver implements ImageDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.RAW;
    }

    @Override
    public Optional<String> detect(BlockSource source) {
        return Optional.of("no known signature");
    }

    @Override
    public DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException {
        if (options.snapshot().isPresent()) {
            source.close();
            throw new UnsupportedFeatureException("raw images have no snapshots");
        }
        return new RawImage(source);
    }
}
