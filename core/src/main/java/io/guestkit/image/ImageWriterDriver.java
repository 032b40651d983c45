package io.guestkit.image;

import java.io.IOException;

/** Makes writers of one format. */
public interface ImageWriterDriver {

    DiskFormat format();

    /**
     * Starts an image.
     *
     * @throws IllegalArgumentException if the options contradict each other, or the format cannot have what is asked
     *     for: the message says what it can have
     */
    ImageWriter create(ImageTarget target, ImageSpec spec) throws IOException;
}
