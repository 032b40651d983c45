package io.guestkit.inspect.report;

import io.guestkit.io.Warning;
import java.util.List;

/**
 * All that is known of the disks of a guest.
 *
 * @param schema name and version of this structure
 * @param engine what has read the disks: {@code native}, or {@code libguestfs} and its version
 * @param images in the order in which they were given
 * @param guests by device of their root; several for a disk with several systems, none for a disk with only data
 * @param media that systems are installed from, or run from without being installed; by device
 * @param noGuest if there is none: for each volume why it holds the root of no system that is known; by device
 * @param volumes by device
 * @param filesystems by device, whether a guest uses them or not
 * @param notExamined what was found and not looked into, and why
 * @param warnings doubts that did not stop the work
 */
public record InspectReport(
        String schema,
        String engine,
        List<ImageReport> images,
        List<GuestReport> guests,
        List<MediumReport> media,
        List<NoGuest> noGuest,
        List<VolumeReport> volumes,
        List<FileSystemReport> filesystems,
        List<NotExaminedReport> notExamined,
        List<Warning> warnings) {

    public static final String SCHEMA = "guestkit.inspect/1";

    public InspectReport {
        images = List.copyOf(images);
        guests = List.copyOf(guests);
        media = List.copyOf(media);
        noGuest = List.copyOf(noGuest);
        volumes = List.copyOf(volumes);
        filesystems = List.copyOf(filesystems);
        notExamined = List.copyOf(notExamined);
        warnings = List.copyOf(warnings);
    }
}
