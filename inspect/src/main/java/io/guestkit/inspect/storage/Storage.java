package io.guestkit.inspect.storage;

import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A disk or a part of one, and what is on it, as far as it matters for mount tables and for starting.
 *
 * @param whole device of what it is a partition of; else its own
 * @param disks devices of the disks that it is on; of a disk its own
 * @param aliases other names that udev gives it
 * @param partition its line in the partition table
 * @param table of a disk or an array: its partition table
 * @param type of the file system, empty if there is none
 * @param root of the file system; null if it cannot be read
 */
public record Storage(
        String device,
        String whole,
        List<String> disks,
        List<String> aliases,
        Optional<Partition> partition,
        Optional<PartitionTable> table,
        String type,
        Optional<String> label,
        Optional<String> uuid,
        @Nullable Path root) {

    boolean isDisk() {
        return disks.size() == 1 && disks.getFirst().equals(device);
    }

    /** Whether some of it is on one of these disks. */
    public boolean isOnAnyOf(Collection<String> these) {
        for (String disk : disks) {
            if (these.contains(disk)) {
                return true;
            }
        }
        return false;
    }
}
