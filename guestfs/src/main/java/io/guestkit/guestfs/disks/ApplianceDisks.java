package io.guestkit.guestfs.disks;

import io.guestkit.DiskSet;
import io.guestkit.OpenOptions;
import io.guestkit.guestfs.Appliance;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.Libguestfs;
import io.guestkit.guestfs.struct.Version;
import io.guestkit.io.Warning;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.ScanResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the disks of a guest through libguestfs. */
public final class ApplianceDisks {

    /** Opening a LUKS2 volume may take the GiB that its maker has spent. */
    private static final int MEMORY_MEGABYTES = 2048;

    private ApplianceDisks() {}

    /**
     * As {@link io.guestkit.Disks#open(List, OpenOptions)}, but in an appliance, and read-only. Starting that takes seconds,
     * or half a minute where it is emulated.
     *
     * @param doubts to be among the {@link DiskSet#warnings}, such as why this engine was taken
     * @throws io.guestkit.io.UnsupportedFeatureException if there is no libguestfs, which says what to install, or if it
     *     cannot open such an image
     * @throws io.guestkit.guestfs.GuestfsException if the appliance does not start
     */
    public static DiskSet open(List<Path> images, OpenOptions options, List<Warning> doubts) throws IOException {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("no image to open");
        }
        Libguestfs.require();
        Drives drives = Drives.of(images, options);
        Guestfs guestfs;
        try {
            guestfs =
                    Appliance.launch(drives.drives(), Appliance.Options.DEFAULT.withMemoryMegabytes(MEMORY_MEGABYTES));
        } catch (IOException | RuntimeException e) {
            drives.close(e);
            throw e;
        }
        try {
            drives.launched(guestfs);
            Blkid blkid = new Blkid(guestfs);
            VolumeSurvey volumes = VolumeSurvey.of(guestfs, blkid, drives.disks(), options.keys());
            MountedFileSystems mounted = MountedFileSystems.of(guestfs, blkid, volumes.volumes());
            List<NotExamined> missed = new ArrayList<>(volumes.notExamined());
            missed.addAll(mounted.notExamined());
            ScanResult found = new ScanResult(volumes.volumes(), doubts, missed);
            return DiskSet.of(name(guestfs), drives.disks(), found, mounted.fileSystems(), guestfs::close);
        } catch (IOException | RuntimeException e) {
            try {
                guestfs.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            drives.close(e);
            throw e;
        }
    }

    private static String name(Guestfs guestfs) throws IOException {
        Version version = guestfs.version();
        return "libguestfs " + version.major() + "." + version.minor() + "." + version.release();
    }
}
