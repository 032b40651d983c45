/**
 * VDI, the disks of VirtualBox.
 *
 * <p>There is no specification; VirtualBox, <a
 * href="https://www.virtualbox.org/browser/vbox/trunk/src/VBox/Storage/VDICore.h">src/VBox/Storage/VDICore.h</a>, and
 * QEMU, block/vdi.c, are what goes by it.
 *
 * <p>Reading order: {@link io.guestkit.image.vdi.VdiHeader}, {@link io.guestkit.image.vdi.BlockMap},
 * {@link io.guestkit.image.vdi.VdiImage}, {@link io.guestkit.image.vdi.VdiWriter}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th><th>written</th></tr>
 * <tr><td>version 1.1, dynamic and static images, blocks of any size, with or without extra bytes</td><td>yes</td>
 *     <td>yes, with blocks of 1 MiB, up to almost 1 PiB</td></tr>
 * <tr><td>blocks that were never written, and blocks that the guest discarded</td><td>yes</td>
 *     <td>all as never written</td></tr>
 * <tr><td>differencing images; the parent is looked for by its UUID</td><td>yes</td>
 *     <td>refused by name</td></tr>
 * <tr><td>a parent that was modified since</td><td>yes, with a warning</td><td></td></tr>
 * <tr><td>undo images</td><td>information only; reading is refused by name</td><td></td></tr>
 * <tr><td>version 0.1 and later major versions</td><td>refused by name</td><td></td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>Blocks are stored in the order in which they were first written; a run ends where the next block is not the next
 *       one in the file.
 *   <li>A differencing image knows its parent by UUID only. Files in the directory of the image, then in those that the
 *       user allowed, are asked for theirs. VirtualBox keeps snapshots in a folder below the one of the first image, which
 *       therefore has to be allowed.
 *   <li>{@code 0xfffffffe} hides what the parent has, {@code 0xffffffff} does not.
 *   <li>The size of the disk need not be a multiple of the sector; it is rounded up.
 *   <li>Extra bytes of a block stand before its data.
 *   <li>A geometry in the header wins over what VirtualBox would find out from the partition table, so none is written.
 * </ul>
 */
@NullMarked
package io.guestkit.image.vdi;

import org.jspecify.annotations.NullMarked;
