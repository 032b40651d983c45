package io.guestkit.migrate.pipeline;

import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A disk on its way: what the next stage reads.
 *
 * @param number in the guest's order, from 1 on
 * @param source as it was given; for messages
 * @param path of the image, or of the appliance that it is in
 * @param open how to open it
 * @param format of the image
 * @param layers how many images lie upon each other there, at least 1
 * @param virtualSize of the guest's disk in bytes
 * @param contentHash what {@link io.guestkit.convert.ContentHash} says of it
 */
public record MigrationDisk(
        int number,
        String source,
        Path path,
        OpenOptions open,
        DiskFormat format,
        int layers,
        long virtualSize,
        String contentHash) {

    /** As plain maps. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("number", number);
        document.put("source", source);
        document.put("path", path.toString());
        open.member().ifPresent(member -> document.put("member", member));
        document.put("format", format.id());
        document.put("virtual_size", virtualSize);
        document.put("content_sha256", contentHash);
        return document;
    }
}
