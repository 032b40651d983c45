package io.guestkit.migrate.pipeline;

import io.guestkit.image.DiskFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A migrated disk.
 *
 * @param number in the guest's order, from 1 on
 * @param place where it will be when all is well
 * @param made where it is until then
 * @param virtualSize of the guest's disk in bytes
 * @param size of its files in bytes, their holes included
 * @param files names of its files, that of the image first; all are beside each other
 * @param contentHash what {@link io.guestkit.convert.ContentHash} says of it
 */
public record OutputDisk(
        int number,
        Path place,
        Path made,
        DiskFormat format,
        long virtualSize,
        long size,
        List<String> files,
        String contentHash) {

    public OutputDisk {
        files = List.copyOf(files);
    }

    /** As plain maps and lists. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("number", number);
        document.put("path", place.toString());
        document.put("format", format.id());
        document.put("virtual_size", virtualSize);
        document.put("size", size);
        document.put("files", files);
        document.put("content_sha256", contentHash);
        return document;
    }
}
