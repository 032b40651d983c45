package io.guestkit.convert;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.Warning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a conversion has made.
 *
 * @param virtualSize of the new disk in bytes; no less than the source's
 * @param outputSize of the new files in bytes, their holes included
 * @param files of the new image, the image itself first
 * @param engine that did the work; never {@link Engine#AUTO}
 * @param contentHash what {@link ContentHash} says of both, if the output was verified
 * @param warnings doubts about the source, and the reason if another engine than the native one did the work
 */
public record ConversionResult(
        Path source,
        Path output,
        DiskFormat sourceFormat,
        DiskFormat format,
        long virtualSize,
        long outputSize,
        List<Path> files,
        Duration duration,
        Engine engine,
        Optional<String> contentHash,
        List<Warning> warnings) {

    public ConversionResult {
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
    }
}
