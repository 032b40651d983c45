package io.guestkit.inspect.report;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A piece of storage.
 *
 * @param location the way to it from the image
 * @param kind {@code disk}, {@code partition}, {@code lv}, {@code raid}, {@code luks} …
 * @param size in bytes
 * @param uuid of the partition (PARTUUID), the logical volume, the array …; or the id of the disk's partition table
 * @param label of the partition (PARTLABEL), or the name of a volume that has one
 * @param partitionType two hexadecimal digits for MBR, a GUID for GPT; a hint only, content decides
 * @param partitionNumber from 1
 * @param partitionTable of a disk or an array: {@code mbr} or {@code gpt}
 */
public record VolumeReport(
        String device,
        String location,
        String kind,
        long size,
        Optional<String> uuid,
        Optional<String> label,
        Optional<String> partitionType,
        OptionalInt partitionNumber,
        Optional<Boolean> bootable,
        Optional<String> partitionTable) {}
