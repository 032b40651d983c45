package io.guestkit.volume;

import io.guestkit.io.Warning;
import java.util.List;

/**
 * What a {@link VolumeScanner} found.
 *
 * @param volumes each disk followed by its partitions, disks in the order in which they were given
 * @param warnings doubts about the tables; each says where, from the image on
 * @param notExamined tables and partitions that are there and could not be used
 */
public record ScanResult(List<Volume> volumes, List<Warning> warnings, List<NotExamined> notExamined) {

    public ScanResult {
        volumes = List.copyOf(volumes);
        warnings = List.copyOf(warnings);
        notExamined = List.copyOf(notExamined);
    }
}
