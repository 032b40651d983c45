package io.guestkit.volume;

import io.guestkit.io.Warning;
import java.util.List;

/**
 * What came of a group of members.
 *
 * @param volumes in the order in which they are to be reported
 * @param notExamined volumes of the group, and members, that cannot be used; each location is where it would have been
 * @param warnings doubts about the group; each says where inside of it
 */
public record LayerResult(List<LayerVolume> volumes, List<NotExamined> notExamined, List<Warning> warnings) {

    public LayerResult {
        volumes = List.copyOf(volumes);
        notExamined = List.copyOf(notExamined);
        warnings = List.copyOf(warnings);
    }
}
