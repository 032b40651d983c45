package io.guestkit.image.vdi;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import java.io.IOException;
import java.util.UUID;

/**
 * Makes writers of VDIs; with the option {@code static=on} all blocks are allocated, as holes of the file.
 *
 * <p>Their UUIDs are random, and all that differs when the same disk is written twice: VirtualBox does not take two
 * images of the same UUID.
 */
public final class VdiWriterDriver implements ImageWriterDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.VDI;
    }

    @Override
    public ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        return VdiWriter.create(target, spec, UUID::randomUUID);
    }
}
