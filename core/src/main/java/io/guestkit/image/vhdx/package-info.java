/**
 * VHDX, the disks of Hyper-V.
 *
 * <p>Specification: <a href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-vhdx/">[MS-VHDX]: Virtual
 * Hard Disk v2 (VHDX) File Format</a>.
 *
 * <p>Reading order: {@link io.guestkit.image.vhdx.VhdxHeader}, {@link io.guestkit.image.vhdx.Log} (replayed before
 * anything else is read) with {@link io.guestkit.image.vhdx.LogEntry} and {@link io.guestkit.image.vhdx.LogSector},
 * {@link io.guestkit.image.vhdx.RegionTable}, {@link io.guestkit.image.vhdx.Metadata},
 * {@link io.guestkit.image.vhdx.ParentLocator}, {@link io.guestkit.image.vhdx.BlockAllocationTable} (the mapping),
 * {@link io.guestkit.image.vhdx.BatEntry} (the word), {@link io.guestkit.image.vhdx.VhdxImage};
 * {@link io.guestkit.image.vhdx.VhdxCheck}; {@link io.guestkit.image.vhdx.VhdxWriter}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th><th>written</th></tr>
 * <tr><td>fixed and dynamic disks, blocks of 1 to 256 MiB, logical sectors of 512 and 4096 bytes</td><td>yes</td>
 *     <td>yes</td></tr>
 * <tr><td>differencing disks: parent by relative, absolute or volume path; its linkage is checked</td><td>yes</td>
 *     <td>refused by name</td></tr>
 * <tr><td>a log that was not replayed</td><td>yes, replayed in memory, with a warning</td>
 *     <td>an empty log</td></tr>
 * <tr><td>one of two headers, or the first of two region tables, damaged</td><td>yes, with a warning</td>
 *     <td></td></tr>
 * <tr><td>blocks of undefined content, unmapped blocks</td><td>zeros, as with QEMU</td><td>none</td></tr>
 * <tr><td>a log without a whole sequence of entries, or for a longer file</td><td>refused as corrupt</td><td></td></tr>
 * <tr><td>logs of more than 256 MiB, or that zero more than 1 GiB</td><td>refused by name</td><td></td></tr>
 * <tr><td>unknown regions and metadata items that are required, other parent locators, versions other than 1</td>
 *     <td>refused by name</td><td></td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>The log may hold the table that says where blocks are, and may make the file longer: without it the newest blocks
 *       look as if they had never been written. QEMU refuses to open such a file for reading.
 *   <li>The first eight and the last four bytes of a sector in the log are the log's own; the sector's are in its
 *       descriptor.
 *   <li>An entry for a sector bitmap stands in the table after each chunk of payload blocks, whether or not there is a
 *       parent; the last chunk of a disk without one has none.
 *   <li>Bits of a sector bitmap count from the least significant one, those of a VHD from the most significant one.
 *   <li>Of a disk of no bytes QEMU wants a table for 2^32 blocks, so what is written has one, as a hole of the file.
 *   <li>Blocks that are undefined, zero or unmapped hide what the parent has.
 * </ul>
 */
@NullMarked
package io.guestkit.image.vhdx;

import org.jspecify.annotations.NullMarked;
