package io.guestkit.inspect.storage;

import io.guestkit.fs.Subvolume;
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
 * @param subvolume that the root is of, where the type has such
 * @param fileSystem device that the file system is named by: another one if this is a further member or a subvolume
 */
public record Storage(
        String device,
        String disk,
        Optional<Partition> partition,
        Optional<PartitionTable> table,
        String type,
        Optional<String> label,
        Optional<String> uuid,
        @Nullable Path root,
        Optional<Subvolume> subvolume,
        String fileSystem) {

    /** Of a file system that is there alone, and mounted in one way only. */
    public Storage(
            String device,
            String disk,
            Optional<Partition> partition,
            Optional<PartitionTable> table,
            String type,
            Optional<String> label,
            Optional<String> uuid,
            @Nullable Path root) {
        this(device, disk, partition, table, type, label, uuid, root, Optional.empty(), device);
    }

    boolean isDisk() {
        return device.equals(disk);
    }
}
