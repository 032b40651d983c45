package io.guestkit.migrate.fix;

import io.guestkit.migrate.Target;
import java.util.List;

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

    /**
     * A disk as the plan was made for it.
     *
     * @param format as {@code info} names it
     * @param virtualSize in bytes
     */
    public record Image(String path, String format, long virtualSize) {}

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
