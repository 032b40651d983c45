package io.guestkit.guestfs.disks;

import io.guestkit.Detection;
import io.guestkit.Disk;
import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.OpenOptions;
import io.guestkit.guestfs.Drive;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageInfo;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images as drives of an appliance. Each is looked at before, so that the appliance's qemu follows no name that leads out of
 * the allowed directories, and guesses no format.
 */
final class Drives {

    /** An image that is to become a drive; what this library cannot open has no {@code opened}. */
    private record Candidate(Path path, DiskFormat format, Optional<DiskImage> opened) {}

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Disk> disks = new ArrayList<>();

    private Drives() {}

    static Drives of(List<Path> images, OpenOptions options) throws IOException {
        if (options.snapshot().isPresent()) {
            throw new UnsupportedFeatureException("libguestfs does not open internal snapshots; leave it to native");
        }
        if (options.member().isPresent()) {
            throw appliance();
        }
        if (!options.luksHeaders().isEmpty()) {
            throw new UnsupportedFeatureException("libguestfs takes no LUKS headers out of files; leave it to native");
        }
        Drives drives = new Drives();
        try {
            for (Path image : images) {
                drives.add(image, options);
            }
            return drives;
        } catch (IOException | RuntimeException e) {
            drives.close(e);
            throw e;
        }
    }

    private void add(Path path, OpenOptions options) throws IOException {
        Detection detection = Disks.detect(path);
        if (options.format().isEmpty() && !detection.readable()) {
            refuseBacking(path, detection.format());
            candidates.add(new Candidate(path, detection.format(), Optional.empty()));
            return;
        }
        ImageChain chain = Disks.openChain(path, options);
        candidates.add(new Candidate(path, chain.image().info().format(), Optional.of(chain.image())));
        for (DiskImage image : chain.images()) {
            refuseUnsafe(path, image.info());
            if (image.size() > 0) {
                image.run(0, 1); // names of extents are followed when the first byte is asked for
            }
        }
        if (chain.hasAppliance()) {
            throw appliance();
        }
    }

    private static UnsupportedFeatureException appliance() {
        return new UnsupportedFeatureException("libguestfs does not read appliances (OVA, OVF); leave it to native");
    }

    private static void refuseUnsafe(Path path, ImageInfo info) throws DiskException {
        if (info.encryption().isPresent()) {
            throw new UnsupportedFeatureException("libguestfs gets no keys of images that are encrypted themselves")
                    .in(path.toString());
        }
        if (info.details().containsKey("data-file")) {
            // some versions of qemu look for it in the current directory
            throw new UnsupportedFeatureException("libguestfs gets no image with an external data file")
                    .in(path.toString());
        }
    }

    /** Where a name in an unknown format leads, nobody could say. */
    private static void refuseBacking(Path path, DiskFormat format) throws IOException {
        try (Guestfs asked = Guestfs.create()) {
            if (asked.diskHasBackingFile(path.toRealPath().toString())) {
                throw new UnsupportedFeatureException(format + " images with a backing file cannot be read")
                        .in(path.toString());
            }
        }
    }

    List<Drive> drives() {
        List<Drive> drives = new ArrayList<>();
        for (Candidate each : candidates) {
            drives.add(Drive.readOnly(each.path, each.format.id()));
        }
        return drives;
    }

    /** From now on, sizes are known of the images, too, that only the appliance can read. */
    void launched(Guestfs guestfs) throws IOException {
        List<String> devices = guestfs.listDevices();
        if (devices.size() != candidates.size()) {
            throw new IOException(
                    "the appliance has %d disks instead of %d".formatted(devices.size(), candidates.size()));
        }
        for (int i = 0; i < devices.size(); i++) {
            Candidate each = candidates.get(i);
            String device = devices.get(i);
            DiskImage image = each.opened.isPresent()
                    ? each.opened.get()
                    : new ApplianceImage(new ApplianceSource(guestfs, device), each.format);
            disks.add(new Disk(device, each.path, image));
        }
    }

    List<Disk> disks() {
        return disks;
    }

    /** After a failure, to which more may be added. */
    void close(Exception failure) {
        for (Candidate each : candidates) {
            try {
                if (each.opened.isPresent()) {
                    each.opened.get().close();
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
