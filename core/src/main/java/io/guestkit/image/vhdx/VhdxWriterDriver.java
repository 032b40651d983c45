package io.guestkit.image.vhdx;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import java.io.IOException;
import java.util.UUID;

/**
 * Makes writers of VHDXs. Options: {@code subformat} is {@code dynamic} or {@code fixed}; {@code block_size}, a power of
 * two from 1 to 256 MiB, is chosen by the size of the disk otherwise; {@code logical_sector_size=4096} is for disks whose
 * partitions count in such sectors; {@code log_size}, a power of two from 1 to 256 MiB, is the room for the log.
 *
 * <p>Three GUIDs are random: that of the disk, and those by which programs know that the file, and its content, are no
 * longer what they were. They, and the checksums over them, are all that differs when the same disk is written twice.
 */
public final class VhdxWriterDriver implements ImageWriterDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.VHDX;
    }

    @Override
    public ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        return VhdxWriter.create(target, spec, UUID::randomUUID);
    }
}
