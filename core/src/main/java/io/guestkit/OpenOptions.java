package io.guestkit;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.Progress;
import io.guestkit.volume.VolumeKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How disks are to be opened.
 *
 * @param allowedPaths directories, beside the image's own, into which names found in images may lead
 * @param format of the images, where the user knows better than detection; backing files keep their own
 * @param snapshot name or id of the internal snapshot to open instead of the current content
 * @param member which disk of an appliance (OVA, OVF) to open: its file's name, its id, or its number from 1 on
 * @param keys for encrypted volumes, and for images that are encrypted themselves
 * @param luksHeaders files with the headers of LUKS volumes that have none on their own device, by this device (such as
 *     {@code /dev/sda3}) or by the UUID that the partition or the logical volume has
 * @param reads told of every byte that is read from the files of the images, by whichever thread reads it
 */
public record OpenOptions(
        List<Path> allowedPaths,
        Optional<DiskFormat> format,
        Optional<String> snapshot,
        Optional<String> member,
        VolumeKeys keys,
        Map<String, Path> luksHeaders,
        Progress reads) {

    public static final OpenOptions DEFAULT = new OpenOptions(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), VolumeKeys.NONE, Map.of(), Progress.NONE);

    public OpenOptions {
        allowedPaths = List.copyOf(allowedPaths);
        luksHeaders = Map.copyOf(luksHeaders);
    }

    public OpenOptions withAllowedPaths(List<Path> allowedPaths) {
        return new OpenOptions(allowedPaths, format, snapshot, member, keys, luksHeaders, reads);
    }

    public OpenOptions withFormat(DiskFormat format) {
        return new OpenOptions(allowedPaths, Optional.of(format), snapshot, member, keys, luksHeaders, reads);
    }

    public OpenOptions withSnapshot(String snapshot) {
        return new OpenOptions(allowedPaths, format, Optional.of(snapshot), member, keys, luksHeaders, reads);
    }

    public OpenOptions withMember(String member) {
        return new OpenOptions(allowedPaths, format, snapshot, Optional.of(member), keys, luksHeaders, reads);
    }

    public OpenOptions withKeys(VolumeKeys keys) {
        return new OpenOptions(allowedPaths, format, snapshot, member, keys, luksHeaders, reads);
    }

    public OpenOptions withLuksHeaders(Map<String, Path> luksHeaders) {
        return new OpenOptions(allowedPaths, format, snapshot, member, keys, luksHeaders, reads);
    }

    public OpenOptions withReads(Progress reads) {
        return new OpenOptions(allowedPaths, format, snapshot, member, keys, luksHeaders, reads);
    }
}
