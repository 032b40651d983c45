package io.guestkit.image;

import io.guestkit.io.BlockSink;
import java.io.IOException;

/** The files that a new image is written to. Whoever made the target owns them, and closes them. */
public interface ImageTarget {

    /** Name of the image's file, without directories: what other files of the image call it. */
    String name();

    /** The image's file, empty at first. */
    BlockSink file() throws IOException;

    /**
     * Another file of the same image, such as an extent, empty at first.
     *
     * @param name without directories; it will stand beside the image
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file and it must not be replaced
     */
    BlockSink createBeside(String name) throws IOException;
}
