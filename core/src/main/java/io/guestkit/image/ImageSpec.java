package io.guestkit.image;

import java.util.Optional;

/**
 * What image to write.
 *
 * @param virtualSize of the disk in bytes, at least 0; a format that counts in larger units rounds it up
 * @param backing the image that the new one lies upon
 * @param compression how units that have content are to be stored
 * @param options of the format, such as {@code cluster_size}
 */
public record ImageSpec(
        long virtualSize, Optional<BackingLink> backing, Compression compression, FormatOptions options) {

    public ImageSpec {
        if (virtualSize < 0) {
            throw new IllegalArgumentException("virtual size " + virtualSize);
        }
    }

    /** An image of that size, and for the rest what the format does if it is not asked. */
    public static ImageSpec of(long virtualSize) {
        return new ImageSpec(virtualSize, Optional.empty(), Compression.NONE, FormatOptions.NONE);
    }

    /**
     * How an image names the one below it.
     *
     * @param name as it is to stand in the image; relative names are relative to the directory of the image
     * @param info what that image says of itself; formats that state a number of the image below need it
     */
    public record BackingLink(String name, DiskFormat format, Optional<ImageInfo> info) {

        /** Without what only some formats need. */
        public BackingLink(String name, DiskFormat format) {
            this(name, format, Optional.empty());
        }
    }

    /** How content is stored. */
    public enum Compression {
        NONE,
        /** Deflate, RFC 1951. */
        ZLIB,
        /** Zstandard, RFC 8878. */
        ZSTD
    }
}
