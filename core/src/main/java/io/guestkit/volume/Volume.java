package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import java.util.List;
import java.util.Optional;

/**
 * A piece of storage under the name that a rescue system would give it.
 *
 * @param device such as {@code /dev/sda}, {@code /dev/sda1}, {@code /dev/vg/root}, {@code /dev/md0}; unique in a scan
 * @param location how to get there from the image
 * @param content as much of it as there is: a partition that reaches past the end of its disk is cut there
 * @param disks devices of the disks that its bytes are on, in the order of the scan; of a disk itself
 * @param partition the line of the table, if it is a partition
 * @param table the partition table that it carries, or that it is a partition of
 * @param made what a layer says of it, if it was made by one
 * @param memberOf what it is a part of, such as {@code lvm2 vg}; then nothing else is to be looked for on it
 */
public record Volume(
        String device,
        Location location,
        Kind kind,
        BlockSource content,
        List<String> disks,
        Optional<Partition> partition,
        Optional<PartitionTable> table,
        Optional<LayerVolume> made,
        Optional<String> memberOf) {

    /** How a volume came to be. */
    public enum Kind {
        DISK,
        PARTITION,
        /** A logical volume. */
        LV,
        /** An array of disks or partitions. */
        RAID,
        /** What is inside of an encrypted volume. */
        LUKS;

        /** Whether Linux looks for a partition table on it by itself. */
        boolean isPartitioned() {
            return this == DISK || this == RAID;
        }
    }

    public Volume {
        disks = List.copyOf(disks);
    }

    /** Other names that Linux or udev would give it, below {@code /dev}. */
    public List<String> aliases() {
        return made.isPresent() ? made.get().aliases() : List.of();
    }

    static Volume disk(NamedDisk disk) {
        return new Volume(
                disk.device(),
                disk.location(),
                Kind.DISK,
                disk.content(),
                List.of(disk.device()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Volume made(LayerVolume made, String device, Location location, List<String> disks) {
        return new Volume(
                device,
                location,
                made.kind(),
                made.content(),
                disks,
                Optional.empty(),
                Optional.empty(),
                Optional.of(made),
                Optional.empty());
    }

    Volume withTable(PartitionTable found) {
        return new Volume(device, location, kind, content, disks, partition, Optional.of(found), made, memberOf);
    }

    /** The same volume as a part of something. */
    public Volume asMemberOf(String group) {
        return new Volume(device, location, kind, content, disks, partition, table, made, Optional.of(group));
    }
}
