package io.guestkit;

import io.guestkit.image.DiskFormat;

/**
 * Which format an image has, and why.
 *
 * @param reason what in the content says so
 * @param readable whether images of the format can be read
 */
public record Detection(DiskFormat format, String reason, boolean readable) {}
