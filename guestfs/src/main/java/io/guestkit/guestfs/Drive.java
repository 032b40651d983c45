package io.guestkit.guestfs;

import java.nio.file.Path;

/**
 * A disk of an appliance.
 *
 * @param image a file or a block device
 * @param format by qemu's name, such as {@code qcow2} or {@code raw}: the library must not guess it from the content, which
 *     a guest has written. Names of other files inside of the image are followed: whoever makes a drive has looked at them
 * @param readOnly whether what is written goes to a temporary overlay, and is gone when the handle is closed
 */
public record Drive(Path image, String format, boolean readOnly) {

    /** @throws IllegalArgumentException without a format */
    public Drive {
        if (format.isEmpty()) {
            throw new IllegalArgumentException("the format of " + image + " must be said");
        }
    }

    /** One that stays as it is. */
    public static Drive readOnly(Path image, String format) {
        return new Drive(image, format, true);
    }

    /** One that is changed. */
    public static Drive writable(Path image, String format) {
        return new Drive(image, format, false);
    }
}
