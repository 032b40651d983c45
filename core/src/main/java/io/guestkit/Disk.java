package io.guestkit;

import io.guestkit.image.DiskImage;
import java.nio.file.Path;

/**
 * One disk of a guest.
 *
 * @param device {@code /dev/sda} for the first one given, {@code /dev/sdb} for the second …
 * @param path of the image
 */
public record Disk(String device, Path path, DiskImage image) {}
