package io.guestkit;

import io.guestkit.fs.FsInfo;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.volume.Location;
import io.guestkit.volume.Volume;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file system, or swap space, that was found on a volume; its {@link DiskSet} owns it.
 *
 * @param volume that carries it
 * @param device as the volume's
 * @param location how to get there from the image
 * @param type as blkid names it, such as {@code ext4}, {@code vfat}, {@code swap}
 * @param uuid in blkid's spelling
 * @param size in bytes; of the volume where the file system does not tell
 * @param used bytes in use, where the file system can be read
 * @param fileSystem empty if it cannot be read; {@link DiskSet#notExamined} then says why
 */
public record FoundFileSystem(
        Volume volume,
        String device,
        Location location,
        String type,
        Optional<String> label,
        Optional<String> uuid,
        long size,
        OptionalLong used,
        Optional<GuestFileSystem> fileSystem) {

    static FoundFileSystem readable(Volume volume, GuestFileSystem fileSystem) {
        FsInfo info = fileSystem.info();
        return new FoundFileSystem(
                volume,
                volume.device(),
                volume.location().then(info.type()),
                info.type(),
                info.label(),
                info.uuid(),
                info.size(),
                info.used(),
                Optional.of(fileSystem));
    }

    static FoundFileSystem unreadable(Volume volume, String type, Optional<String> label, Optional<String> uuid) {
        return new FoundFileSystem(
                volume,
                volume.device(),
                volume.location().then(type),
                type,
                label,
                uuid,
                volume.content().size(),
                OptionalLong.empty(),
                Optional.empty());
    }
}
