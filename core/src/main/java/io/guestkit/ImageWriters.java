package io.guestkit;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageWriterDriver;
import io.guestkit.image.raw.RawWriterDriver;
import java.util.List;
import java.util.Optional;

/** The formats that can be written. */
public final class ImageWriters {

    private static final List<ImageWriterDriver> DRIVERS = List.of(new RawWriterDriver());

    private ImageWriters() {}

    /** What makes images of that format; empty if nothing does. */
    public static Optional<ImageWriterDriver> of(DiskFormat format) {
        for (ImageWriterDriver driver : DRIVERS) {
            if (driver.format() == format) {
                return Optional.of(driver);
            }
        }
        return Optional.empty();
    }

    /** In the order in which they are listed to users. */
    public static List<DiskFormat> formats() {
        return DRIVERS.stream().map(ImageWriterDriver::format).toList();
    }
}
