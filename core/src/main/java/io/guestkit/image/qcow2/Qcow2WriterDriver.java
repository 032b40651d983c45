package io.guestkit.image.qcow2;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import java.io.IOException;

/** Makes writers of qcow2 images; {@link Qcow2Choices} has the options. */
public final class Qcow2WriterDriver implements ImageWriterDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.QCOW2;
    }

    @Override
    public ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        return Qcow2Writer.create(target, spec);
    }
}
