/**
 * The disks of a guest as libguestfs sees them, in the terms of this library: whatever works on a
 * {@link io.guestkit.DiskSet} works on them, the report of an inspection too.
 *
 * <table>
 *   <caption>What is asked of whom</caption>
 *   <tr><th>fact</th><th>from</th></tr>
 *   <tr><td>format of an image, backing files, where they may lie</td><td>this library, before the appliance sees them</td></tr>
 *   <tr><td>partitions, volumes of LVM2, arrays, dynamic disks, encrypted volumes</td><td>the appliance</td></tr>
 *   <tr><td>file systems, their names and their files</td><td>the appliance</td></tr>
 *   <tr><td>what the files mean</td><td>this library: the same rules as over its own readers</td></tr>
 * </table>
 *
 * <p>Refused by name: a disk of an OVA, an internal snapshot, an image that is encrypted itself, a qcow2 file with its data
 * elsewhere, an image of a format that is unknown here and has a backing file, LUKS headers in files of their own, keys
 * that hold a NUL.
 *
 * <p>Known traps: file systems are mounted side by side, in an appliance whose root is empty. That of NTFS distinguishes
 * upper and lower case, unlike Windows. All answers come out of a machine that has looked at hostile bytes: they are read
 * as carefully as the bytes.
 *
 * <p>Reading order: {@link ApplianceDisks}, {@link Drives}, {@link VolumeSurvey}, {@link MountedFileSystems}.
 */
@NullMarked
package io.guestkit.guestfs.disks;

import org.jspecify.annotations.NullMarked;
