package io.guestkit.fs;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a file system says of itself.
 *
 * @param type as blkid names it, such as {@code ext4}, {@code vfat}
 * @param uuid in blkid's spelling, such as {@code 8D3F-10A2} for FAT
 * @param size of the file system in bytes
 * @param used bytes in use; {@link FsReader#space} has them as {@code df} would count them, copies of btrfs too
 * @param blockSize unit of allocation in bytes
 * @param features names of the features that are switched on, as the file system's own tools call them
 */
public record FsInfo(
        String type,
        Optional<String> label,
        Optional<String> uuid,
        long size,
        OptionalLong used,
        int blockSize,
        List<String> features) {

    public FsInfo {
        features = List.copyOf(features);
    }
}
