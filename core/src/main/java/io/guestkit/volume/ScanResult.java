package io.guestkit.volume;

import io.guestkit.io.Warning;
import java.util.List;

/**
 * What a {@link VolumeScanner} found.
 *
 * @param volumes each disk followed by its partitions, disks in the order in which they were given; then what layers
 *     made of them, in the order in which that became possible
 * @param warnings doubts about tables and groups; each says where, from the image on
 * @param notExamined tables, partitions, members and groups that are there and could not be used
 */
public record ScanResult(List<Volume> volumes, List<Warning> warnings, List<NotExamined> notExamined) {

    public ScanResult {
        volumes = List.copyOf(volumes);
        warnings = List.copyOf(warnings);
        notExamined = List.copyOf(notExamined);
    }
}
