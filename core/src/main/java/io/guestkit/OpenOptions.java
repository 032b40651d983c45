package io.guestkit;

import io.guestkit.image.DiskFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How disks are to be opened.
 *
 * @param allowedPaths directories, beside the image's own, into which names found in images may lead
 * @param format of the images, where the user knows better than detection; backing files keep their own
 * @param snapshot name or id of the internal snapshot to open instead of the current content
 */
public record OpenOptions(List<Path> allowedPaths, Optional<DiskFormat> format, Optional<String> snapshot) {

    public static final OpenOptions DEFAULT = new OpenOptions(List.of(), Optional.empty(), Optional.empty());

    public OpenOptions {
        allowedPaths = List.copyOf(allowedPaths);
    }

    public OpenOptions withAllowedPaths(List<Path> allowedPaths) {
        return new OpenOptions(allowedPaths, format, snapshot);
    }

    public OpenOptions withFormat(DiskFormat format) {
        return new OpenOptions(allowedPaths, Optional.of(format), snapshot);
    }

    public OpenOptions withSnapshot(String snapshot) {
        return new OpenOptions(allowedPaths, format, Optional.of(snapshot));
    }
}
