package io.guestkit;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageWriterDriver;
import io.guestkit.image.qcow2.Qcow2WriterDriver;
import io.guestkit.image.raw.RawWriterDriver;
import io.guestkit.image.vdi.VdiWriterDriver;
import io.guestkit.image.vhd.VhdWriterDriver;
import io.guestkit.image.vhdx.VhdxWriterDriver;
import io.guestkit.image.vmdk.VmdkWriterDriver;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.List;

/** The formats that can be written. */
public final class ImageWriters {

    private static final List<ImageWriterDriver> DRIVERS = List.of(
            new RawWriterDriver(),
            new Qcow2WriterDriver(),
            new VmdkWriterDriver(),
            new VhdWriterDriver(),
            new VhdxWriterDriver(),
            new VdiWriterDriver());

    private ImageWriters() {}

    /**
     * What makes images of that format.
     *
     * @throws UnsupportedFeatureException if nothing does
     */
    public static ImageWriterDriver require(DiskFormat format) throws UnsupportedFeatureException {
        for (ImageWriterDriver driver : DRIVERS) {
            if (driver.format() == format) {
                return driver;
            }
        }
        throw new UnsupportedFeatureException(
                "%s images cannot be written; these can: %s".formatted(format, formats()));
    }

    /** In the order in which they are listed to users. */
    public static List<DiskFormat> formats() {
        return DRIVERS.stream().map(ImageWriterDriver::format).toList();
    }
}
