package io.guestkit.image;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A disk image: as a {@link BlockSource} it is the disk that its guest sees. */
public interface DiskImage extends BlockSource {

    /** What is known without reading the content. */
    ImageInfo info();

    /**
     * What this image alone holds at {@code position}.
     *
     * @param length how far the caller is interested, in bytes, at least 1
     * @return a run that starts at {@code position} and covers 1 to {@code length} bytes
     * @throws java.io.EOFException if the range does not lie inside the disk
     */
    Run run(long position, long length) throws IOException;

    /**
     * The image below this one, opened on first use.
     *
     * @throws IOException if there is one and it cannot be opened
     */
    Optional<DiskImage> backing() throws IOException;

    /**
     * Looks at the structure of this image alone, all of it, and at none of the content: units outside of the file, two
     * on the same bytes, and what else the format can get wrong.
     *
     * @throws IOException if the file cannot be read, or its structure so little that there is nothing to check
     */
    CheckReport check() throws IOException;

    /** Doubts found so far; grows while the image is read. */
    List<Warning> warnings();
}
