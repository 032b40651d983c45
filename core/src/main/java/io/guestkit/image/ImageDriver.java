package io.guestkit.image;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.Optional;

/** Recognises and opens the images of one format. */
public interface ImageDriver {

    DiskFormat format();

    /**
     * Looks at the content, never at the name.
     *
     * @return why this is an image of the format, such as {@code "magic QFI\xfb, version 3"}; empty if it is not
     * @throws IOException if the source cannot be read; a source too short for the format is no error
     */
    Optional<String> detect(BlockSource source) throws IOException;

    /**
     * Opens an image. Succeeds where the header can be read, even if the content cannot: {@link DiskImage#run} then
     * says why.
     *
     * @param source owned by the image from now on, also if opening fails
     * @param opener for what the image names besides itself
     */
    DiskImage open(BlockSource source, ImageOpener opener, ImageOptions options) throws IOException;
}
