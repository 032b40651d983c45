package io.guestkit.migrate.fix;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.ImageInfo;
import io.guestkit.migrate.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that has to change in a guest, in the order in which it is done. {@link PlanDocument} reads and writes it.
 *
 * @param images of the guest's disks, in their order
 * @param root device of the guest's root file system
 * @param system what it is, for people
 * @param locked encrypted volumes that have to be opened, outermost first
 * @param mounts by path, parents first
 * @param notes what cannot be fixed, or not be proved without starting the guest
 */
public record FixPlan(
        Target target,
        List<Image> images,
        String root,
        String system,
        List<Locked> locked,
        List<Mount> mounts,
        List<FixStep> steps,
        List<Note> notes) {

    /** First line of the document. */
    public static final String SCHEMA = "guestkit.fix/1";

    public FixPlan {
        images = List.copyOf(images);
        locked = List.copyOf(locked);
        mounts = List.copyOf(mounts);
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /** Where the disks are. */
    List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (Image image : images) {
            paths.add(Path.of(image.path()));
        }
        return paths;
    }

    /**
     * Opens the images as the plan was made for them; the names in them are looked at on the way. The caller closes them.
     *
     * @throws FixException if they are others
     */
    DiskSet open(OpenOptions options) throws IOException {
        DiskSet disks = Disks.open(paths(), options);
        try {
            for (int i = 0; i < images.size(); i++) {
                ImageInfo info = disks.disks().get(i).image().info();
                images.get(i).requireLike(info.format().id(), info.virtualSize());
            }
            return disks;
        } catch (IOException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    /** @throws IllegalArgumentException if one of these is no step of the plan */
    void requireSteps(Set<String> ids) {
        Set<String> unknown = new TreeSet<>(ids);
        for (FixStep step : steps) {
            unknown.remove(step.id());
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the plan has no step " + String.join(", ", unknown));
        }
    }

    /**
     * A disk as the plan was made for it.
     *
     * @param format as {@code info} names it
     * @param virtualSize in bytes
     */
    public record Image(String path, String format, long virtualSize) {

        private void requireLike(String foundFormat, long foundSize) throws FixException {
            if (foundSize != virtualSize || !foundFormat.equals(format)) {
                throw new FixException(
                        "%s is not the image that the plan was made for: %s of %d bytes, expected %s of %d"
                                .formatted(path, foundFormat, foundSize, format, virtualSize));
            }
        }
    }

    /**
     * An encrypted volume.
     *
     * @param device such as {@code /dev/sda3}
     * @param name below /dev/mapper of what is inside
     */
    public record Locked(String device, String uuid, String name) {}

    /** @param device such as {@code /dev/vg/root} or {@code btrfsvol:/dev/sda2/@} */
    public record Mount(String device, String path) {}

    /** @param rule that has something to say */
    public record Note(String rule, String text) {}
}
