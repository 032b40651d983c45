package io.guestkit.image.raw;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import java.io.IOException;

/** Makes writers of raw images; the option {@code preallocation} is {@code off}, {@code falloc} or {@code full}. */
public final class RawWriterDriver implements ImageWriterDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.RAW;
    }

    @Override
    public ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        return RawWriter.create(target, spec);
    }
}
