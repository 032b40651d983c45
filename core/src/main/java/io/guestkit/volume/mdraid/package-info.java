/**
 * Arrays of Linux MD.
 *
 * <p>Facts are those of Linux (include/uapi/linux/raid/md_p.h, drivers/md) and of md(4) and mdadm(8).
 *
 * <table>
 *   <caption>Features</caption>
 *   <tr><td>superblocks 0.90 (both byte orders), 1.0, 1.1, 1.2</td><td>read, checksums are verified</td></tr>
 *   <tr><td>linear, RAID 0 with members of any size in both layouts</td><td>read</td></tr>
 *   <tr><td>RAID 1, 4, 5, 6, 10 in all layouts</td><td>read, with as few members as the level allows</td></tr>
 *   <tr><td>members that are older, failed, not rebuilt, with bad blocks</td><td>left out with a warning</td></tr>
 *   <tr><td>spares, bitmaps, partial parity logs</td><td>not needed for reading</td></tr>
 *   <tr><td>reshape in progress, journal, multipath, unknown features</td><td>refused by name</td></tr>
 *   <tr><td>RAID 0 of members that differ in size and without a layout</td><td>refused, as Linux does</td></tr>
 *   <tr><td>parity that is incomplete, if a member is missing, too</td><td>refused, as Linux does</td></tr>
 *   <tr><td>DDF, IMSM</td><td>named by their signatures, not put together</td></tr>
 * </table>
 *
 * <p>To read in this order: {@link io.guestkit.volume.mdraid.MdDriver}, {@link io.guestkit.volume.mdraid.Superblock1},
 * {@link io.guestkit.volume.mdraid.MdArray}, {@link io.guestkit.volume.mdraid.Raid0Source}.
 *
 * <p>Names: an array is called as mdadm calls it where no mdadm.conf is, which is in a rescue system: /dev/md127, then
 * /dev/md126 … The names that the guest itself uses are aliases.
 *
 * <p>Traps: the superblock of versions 0.90 and 1.0 is at the end, so that the start of a member looks like that of the
 * array; that of the last partition of a disk may look like one of the disk. A member with fewer events than others was
 * not there when these were written: its data is old. The role of a member is what the newest superblock says, not its
 * own one.
 */
@NullMarked
package io.guestkit.volume.mdraid;

import org.jspecify.annotations.NullMarked;
