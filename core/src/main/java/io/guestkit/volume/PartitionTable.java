package io.guestkit.volume;

import io.guestkit.io.Warning;
import java.util.List;
import java.util.Optional;

/**
 * The partition table of a disk.
 *
 * @param kind {@code mbr} or {@code gpt}
 * @param diskId the disk's GUID, or the eight hexadecimal digits of an MBR's signature
 * @param sectorSize that the table counts in, in bytes
 * @param partitions by number; none of them extended
 * @param bootCode whether the first sector starts with machine code
 * @param warnings what is wrong with the table, such as a partition that ends behind the disk
 */
public record PartitionTable(
        String kind,
        Optional<String> diskId,
        int sectorSize,
        List<Partition> partitions,
        boolean bootCode,
        List<Warning> warnings) {

    public PartitionTable {
        partitions = List.copyOf(partitions);
        warnings = List.copyOf(warnings);
    }
}
