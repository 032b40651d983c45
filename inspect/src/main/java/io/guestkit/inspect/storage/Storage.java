package io.guestkit.inspect.storage;

import io.guestkit.fs.Subvolume;
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
 * @param uuid of the file system, or of the encrypted volume that was opened
 * @param root of the file system; null if it cannot be read
 * @param subvolume that the root is of, where the type has such
 * @param fileSystem device that the file system is named by: another one if this is a further member or a subvolume
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
        @Nullable Path root,
        Optional<Subvolume> subvolume,
        String fileSystem) {

    /** Of a file system that is there alone, and mounted in one way only. */
    public Storage(
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
        this(device, whole, disks, aliases, partition, table, type, label, uuid, root, Optional.empty(), device);
    }

    /** The same, as the encrypted volume that has this UUID. */
    public Storage withUuid(String encrypted) {
        return new Storage(
                device,
                whole,
                disks,
                aliases,
                partition,
                table,
                type,
                label,
                Optional.of(encrypted),
                root,
                subvolume,
                fileSystem);
    }

    /** The same, with files that are seen from another root. */
    public Storage withRoot(Path seen) {
        return new Storage(
                device, whole, disks, aliases, partition, table, type, label, uuid, seen, subvolume, fileSystem);
    }

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
