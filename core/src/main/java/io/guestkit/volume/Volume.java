package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import java.util.Optional;

/**
 * A piece of storage under the name that a rescue system would give it.
 *
 * @param device such as {@code /dev/sda} or {@code /dev/sda1}
 * @param location how to get there from the image
 * @param content as much of it as there is: a partition that reaches past the end of its disk is cut there
 * @param partition the line of the table, if it is a partition
 * @param table the partition table that it carries, or that it is a partition of
 */
public record Volume(
        String device,
        Location location,
        Kind kind,
        BlockSource content,
        Optional<Partition> partition,
        Optional<PartitionTable> table) {

    /** How a volume came to be. */
    public enum Kind {
        DISK,
        PARTITION
    }
}
