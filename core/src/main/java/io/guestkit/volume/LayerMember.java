package io.guestkit.volume;

/** A volume that a {@link LayerDriver} recognised as a part of something, with what the driver knows of it by then. */
public interface LayerMember {

    /** The volume itself, as it was handed to the driver. */
    Volume volume();

    /**
     * What tells the groups of this layer apart: the UUID of an array or of a volume group. A layer whose volumes stand
     * alone, as encrypted ones do, takes the device.
     */
    String group();

    /** The group in words, such as {@code lvm2 vg} or {@code crypto_LUKS}; for the report. */
    String description();

    /**
     * Whether it is a member even if a partition table can be read on it as well. So it is with arrays whose superblock
     * is at the end: what looks like the table of the disk is that of the array. A partition that reaches over the
     * superblock owns it all the same; the scanner sees to that.
     */
    default boolean outranksTable() {
        return false;
    }
}
