/**
 * LVM2: volume groups over physical volumes.
 *
 * <p>There is no specification; facts are those of the sources of LVM2 (lib/label/label.h, lib/format_text/layout.h,
 * import_vsn1.c, lib/raid, lib/thin) and of Linux (drivers/md/dm-raid.c, dm-snap-persistent.c, dm-thin-metadata.c,
 * persistent-data). The text is described in lvm.conf(5) and shown by vgcfgbackup(8).
 *
 * <table>
 *   <caption>Features</caption>
 *   <tr><td>labels, metadata areas</td><td>read: several areas, circular buffers, checksums; the newest state of all
 *       physical volumes counts</td></tr>
 *   <tr><td>linear, striped, zero</td><td>read</td></tr>
 *   <tr><td>mirror</td><td>read, also moves that were interrupted (pvmove); a copy other than the first one only if the
 *       log on disk says that it is complete</td></tr>
 *   <tr><td>raid0, raid1, raid4, raid5, raid6, raid10</td><td>read in all layouts, with as few images as the level
 *       allows; images that are older or not complete are left out; reshaped ones are refused</td></tr>
 *   <tr><td>snapshots</td><td>read; the origin of one that is being merged is read merged</td></tr>
 *   <tr><td>thin volumes, thin snapshots, external origins</td><td>read</td></tr>
 *   <tr><td>cache, writecache, integrity, vdo, and any type with flags</td><td>refused by name</td></tr>
 *   <tr><td>a missing physical volume</td><td>a warning; volumes that cannot do without it are not examined</td></tr>
 *   <tr><td>exported, clustered, foreign groups</td><td>read: nobody else uses them meanwhile</td></tr>
 *   <tr><td>LVM1</td><td>not recognised as a layer</td></tr>
 * </table>
 *
 * <p>To read in this order: {@link io.guestkit.volume.lvm2.Lvm2Driver}, {@link io.guestkit.volume.lvm2.PvLabel},
 * {@link io.guestkit.volume.lvm2.MetadataArea}, {@link io.guestkit.volume.lvm2.VolumeGroup},
 * {@link io.guestkit.volume.lvm2.GroupSources}, then what these use.
 *
 * <p>Traps: the checksum is a CRC-32 with a start of its own. The text wraps to behind the area's header, not to its start.
 * A volume that is the store of a snapshot shows the snapshot, and has the size of
 * the origin; volumes snapshot0, snapshot1 … say so, and are flagged as visible in its place. raid4 keeps its parity first,
 * other than MD's level 4. A physical volume that is there may be flagged as missing: it was, while the group was changed. A physical volume
 * need not have metadata; then only others know that it belongs to them.
 */
@NullMarked
package io.guestkit.volume.lvm2;

import org.jspecify.annotations.NullMarked;
