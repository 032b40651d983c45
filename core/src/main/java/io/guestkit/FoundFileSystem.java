package io.guestkit;

import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.Subvolume;
import io.guestkit.volume.Location;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file system, or swap space, that was found on a volume; its {@link DiskSet} owns it.
 *
 * @param volume that carries it; of several, the first
 * @param members further volumes that it is on
 * @param device as the volume's; {@code btrfsvol:/dev/sda3/@} for a subvolume, as libguestfs names it
 * @param location how to get there from the image
 * @param type as blkid names it, such as {@code ext4}, {@code vfat}, {@code swap}
 * @param uuid in blkid's spelling
 * @param size in bytes; of the volume where the file system does not tell
 * @param used bytes in use, where the file system can be read
 * @param subvolume that its root is of, where the type has such
 * @param fileSystem empty if it cannot be read; {@link DiskSet#notExamined} then says why
 */
public record FoundFileSystem(
        Volume volume,
        List<Volume> members,
        String device,
        Location location,
        String type,
        Optional<String> label,
        Optional<String> uuid,
        long size,
        OptionalLong used,
        Optional<Subvolume> subvolume,
        Optional<GuestFileSystem> fileSystem) {

    public FoundFileSystem {
        members = List.copyOf(members);
    }

    /** Whether this is what is mounted where no subvolume is asked for. */
    public boolean isWhole() {
        return device.equals(volume.device());
    }

    static FoundFileSystem readable(Volume volume, List<Volume> members, FsReader reader) throws IOException {
        return readable(
                volume,
                members,
                volume.device(),
                volume.location().then(reader.info().type()),
                reader.mounted(),
                reader);
    }

    static FoundFileSystem readable(Volume volume, List<Volume> members, Subvolume subvolume, FsReader reader) {
        String type = reader.info().type();
        return readable(
                volume,
                members,
                type + "vol:" + volume.device() + "/" + subvolume.path(),
                volume.location().then(type).then("subvolume " + subvolume.path()),
                Optional.of(subvolume),
                reader);
    }

    private static FoundFileSystem readable(
            Volume volume,
            List<Volume> members,
            String device,
            Location location,
            Optional<Subvolume> subvolume,
            FsReader reader) {
        FsInfo info = reader.info();
        return new FoundFileSystem(
                volume,
                members,
                device,
                location,
                info.type(),
                info.label(),
                info.uuid(),
                info.size(),
                info.used(),
                subvolume,
                Optional.of(GuestFileSystem.of(reader, device)));
    }

    static FoundFileSystem unreadable(
            Volume volume, List<Volume> members, String type, Optional<String> label, Optional<String> uuid) {
        return new FoundFileSystem(
                volume,
                members,
                volume.device(),
                volume.location().then(type),
                type,
                label,
                uuid,
                volume.content().size(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
