package io.guestkit;

import io.guestkit.image.ImageFormat;

/**
 * Which format an image has, and why.
 *
 * @param reason what in the content says so
 * @param readable whether images of the format can be read
 */
public record Detection(ImageFormat format, String reason, boolean readable) {}
