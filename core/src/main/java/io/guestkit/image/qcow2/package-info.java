/**
 * QEMU's qcow2, versions 2 and 3.
 *
 * <p>Specification: QEMU, <a href="https://www.qemu.org/docs/master/interop/qcow2.html">docs/interop/qcow2</a>.
 *
 * <p>Reading order: {@link io.guestkit.image.qcow2.Qcow2Header}, {@link io.guestkit.image.qcow2.HeaderExtensions},
 * {@link io.guestkit.image.qcow2.ClusterMap} (L1), {@link io.guestkit.image.qcow2.L2Table} (the mapping),
 * {@link io.guestkit.image.qcow2.L2Entry} (the word), {@link io.guestkit.image.qcow2.Qcow2Image}; for a check {@link
 * io.guestkit.image.qcow2.RefcountTable} and {@link io.guestkit.image.qcow2.Qcow2Check}; for writing {@link
 * io.guestkit.image.qcow2.Qcow2Choices} (the options), {@link io.guestkit.image.qcow2.HeaderBytes}, {@link
 * io.guestkit.image.qcow2.ClusterAllocator} (refcounts), {@link io.guestkit.image.qcow2.L2Writer}, {@link
 * io.guestkit.image.qcow2.Qcow2Writer}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th><th>written</th></tr>
 * <tr><td>versions 2 and 3, cluster_bits 9–21, refcounts of 1–64 bits</td><td>yes</td><td>yes; refcounts of 16 bits</td></tr>
 * <tr><td>zlib and zstd clusters</td><td>yes</td><td>yes</td></tr>
 * <tr><td>zero clusters, with and without reserved space; extended L2 entries (subclusters)</td><td>yes</td><td>yes</td></tr>
 * <tr><td>external data file, data-file-raw</td><td>yes</td><td>no</td></tr>
 * <tr><td>backing file, declared or guessed format, shorter or longer than the overlay</td><td>yes</td><td>yes, with its format</td></tr>
 * <tr><td>internal snapshots</td><td>listed, and opened by id or name</td><td>no</td></tr>
 * <tr><td>dirty and corrupt bits</td><td>yes, with a warning</td><td>never set</td></tr>
 * <tr><td>persistent bitmaps</td><td>listed</td><td>no</td></tr>
 * <tr><td>LUKS encryption</td><td>yes, with the key; without it, information only</td><td>no</td></tr>
 * <tr><td>AES encryption (legacy), unknown incompatible bits</td><td>information only; reading is refused by name</td><td>no</td></tr>
 * <tr><td>backing files named by a network protocol</td><td>refused by name</td><td>no</td></tr>
 * <tr><td>preallocation of metadata, lazy refcounts</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>A compressed cluster's length is counted in 512-byte sectors from the sector its first byte is in, so it may
 *       cross host clusters, and may claim bytes behind the end of the file.
 *   <li>Host offset 0 means "unallocated", except in an external data file, where the COPIED flag tells.
 *   <li>A relative data file or backing file name is relative to the directory of the image.
 *   <li>QEMU counts a disk in whole sectors and does not show what is behind the last one, so a size is rounded up when
 *       an image is written.
 *   <li>Refcounts are not looked at for reading, so an image whose dirty bit is set reads as well as any.
 *   <li>The last cluster of a file may be cut short and then reads as zeros behind the cut; a cluster that lies wholly
 *       behind the end is the sign of a truncated file.
 * </ul>
 */
@NullMarked
package io.guestkit.image.qcow2;

import org.jspecify.annotations.NullMarked;
