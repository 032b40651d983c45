package io.guestkit.inspect.storage;

import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A disk or a part of one, and what is on it, as far as it matters for mount tables and for starting.
 *
 * @param disk device of the disk that it is on, or is
 * @param partition its line in the partition table
 * @param table of a disk: its partition table
 * @param type of the file system, empty if there is none
 * @param root of the file system; null if it cannot be read
 */
public record Storage(
        String device,
        String disk,
        Optional<Partition> partition,
        Optional<PartitionTable> table,
        String type,
        Optional<String> label,
        Optional<String> uuid,
        @Nullable Path root) {

    boolean isDisk() {
        return device.equals(disk);
    }
}
