package io.guestkit.image.vmdk;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.image.ImageWriterDriver;
import java.io.IOException;

/**
 * Makes writers of VMDK images. Options, as {@code qemu-img} calls them:
 *
 * <ul>
 *   <li>{@code subformat}: {@code monolithicSparse}, {@code streamOptimized}, {@code monolithicFlat},
 *       {@code twoGbMaxExtentSparse}, {@code twoGbMaxExtentFlat}. Without it an image that is to be compressed is
 *       streamOptimized, every other monolithicSparse. streamOptimized is always compressed, the others never.
 *   <li>{@code adapter_type}: {@code ide}, {@code lsilogic}, {@code buslogic}, {@code legacyESX}; {@code lsilogic} for
 *       streamOptimized, else {@code ide}.
 *   <li>{@code hwversion}: 1 to 999, usually 4; {@code compat6=on} is another name for 6. {@code toolsversion}: a number.
 *   <li>{@code zeroed_grain}: whether grains of zeros over a backing file are said in the tables, which needs readers
 *       of version 2 of the format; otherwise they take room in the file, as holes.
 * </ul>
 *
 * A backing file has to be a VMDK image, and the new one monolithicSparse or twoGbMaxExtentSparse.
 */
public final class VmdkWriterDriver implements ImageWriterDriver {

    @Override
    public DiskFormat format() {
        return DiskFormat.VMDK;
    }

    @Override
    public ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException {
        NewDisk disk = NewDisk.of(target.name(), spec);
        return switch (disk.subformat()) {
            case MONOLITHIC_SPARSE, TWO_GB_MAX_EXTENT_SPARSE -> new SparseWriter(target, disk);
            case STREAM_OPTIMIZED -> new StreamWriter(target, disk);
            case MONOLITHIC_FLAT, TWO_GB_MAX_EXTENT_FLAT -> new FlatWriter(target, disk);
        };
    }
}
