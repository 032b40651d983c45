package io.guestkit.inspect.report;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file system, or what else a signature was found for.
 *
 * @param location the way to it from the image
 * @param type as blkid names it
 * @param size in bytes
 * @param used bytes in use
 */
public record FileSystemReport(
        String device,
        String location,
        String type,
        Optional<String> label,
        Optional<String> uuid,
        long size,
        OptionalLong used) {}
