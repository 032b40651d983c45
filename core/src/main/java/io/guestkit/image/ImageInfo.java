package io.guestkit.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an image says of itself.
 *
 * @param virtualSize size of the guest's disk in bytes
 * @param clusterSize unit of allocation in bytes
 * @param encryption name of the method, if the content is encrypted
 * @param backingFile as the image names it; a UUID in braces where that is all the image knows of it
 * @param backingFormat as the image declares it; not checked
 * @param dirty whether the last writer did not finish
 * @param details what only this format has, under the names that {@code qemu-img info} gives it
 */
public record ImageInfo(
        DiskFormat format,
        long virtualSize,
        OptionalLong clusterSize,
        Optional<String> encryption,
        Optional<String> backingFile,
        Optional<String> backingFormat,
        boolean dirty,
        List<Snapshot> snapshots,
        Map<String, Object> details) {

    public ImageInfo {
        snapshots = List.copyOf(snapshots);
    }

    /** Of a format that has nothing but a size. */
    public static ImageInfo ofSize(DiskFormat format, long virtualSize) {
        return new ImageInfo(
                format,
                virtualSize,
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                Map.of());
    }

    /**
     * An internal snapshot.
     *
     * @param vmStateSize bytes of saved machine state
     * @param vmClockNanos how long the guest had run
     * @param virtualSize of the disk at that time; empty where the image does not record it
     */
    public record Snapshot(
            String id, String name, Instant created, long vmStateSize, long vmClockNanos, OptionalLong virtualSize) {}
}
