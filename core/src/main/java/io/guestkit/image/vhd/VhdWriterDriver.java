package io.guestkit.image.vhd;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes writers of VHDs. Options: {@code subformat} is {@code dynamic} or {@code fixed}; {@code force_size=off} rounds the
 * size up to what cylinders, heads and sectors can express, as Virtual PC needs it; {@code azure=on} makes a fixed disk of
 * whole MiB, the only ones that Azure takes.
 *
 * <p>The unique id is random: it is what a differencing disk knows its parent by. It and the time of creation are all
 * that differs when the same disk is written twice.
 */
public final class VhdWriterDriver implements ImageWriterDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.VHD;
    }

    @Override
    public ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        return VhdWriter.create(target, spec, UUID.randomUUID(), Instant.now());
    }
}
