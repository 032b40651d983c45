package io.guestkit.migrate.machine;

import io.guestkit.image.DiskFormat;
import java.nio.file.Path;

/** A disk of a machine: the image's file and its format. */
public record MachineDisk(Path path, DiskFormat format) {}
