/**
 * VHD, the disks of Virtual PC and of the first Hyper-V, which QEMU calls {@code vpc}.
 *
 * <p>Specification: Microsoft, "Virtual Hard Disk Image Format Specification", version 1.0, 2006.
 *
 * <p>Reading order: {@link io.guestkit.image.vhd.VhdFooter}, {@link io.guestkit.image.vhd.FooterCopies},
 * {@link io.guestkit.image.vhd.DynamicHeader}, {@link io.guestkit.image.vhd.ParentLocator},
 * {@link io.guestkit.image.vhd.BlockMap} (table and bitmaps), {@link io.guestkit.image.vhd.VhdImage};
 * {@link io.guestkit.image.vhd.VhdCheck}; {@link io.guestkit.image.vhd.VhdWriter}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th><th>written</th></tr>
 * <tr><td>fixed and dynamic disks, blocks of any power of two</td><td>yes</td>
 *     <td>yes, with blocks of 2 MiB, up to 2040 GiB</td></tr>
 * <tr><td>differencing disks: parent by W2ru, W2ku, MacX, Wi2r, Wi2k or Unicode name; its unique id is checked</td>
 *     <td>yes</td><td>refused by name</td></tr>
 * <tr><td>footers of 511 bytes</td><td>yes</td><td></td></tr>
 * <tr><td>one of the two footers missing or with a wrong checksum</td><td>yes, with a warning</td><td></td></tr>
 * <tr><td>dynamic disk header with a wrong checksum</td><td>yes, with a warning, as QEMU reads it</td><td></td></tr>
 * <tr><td>no footer with a right checksum</td><td>refused as corrupt</td><td></td></tr>
 * <tr><td>other disk types, versions other than 1, Mac aliases</td><td>refused by name</td><td></td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>Two sizes: {@code current_size}, and the geometry, which is what Virtual PC shows its guest and what QEMU writes
 *       and reads as long as the creator is {@code qemu}. {@link io.guestkit.image.vhd.VhdFooter#virtualSize} decides.
 *       QEMU 7.2 takes the geometry for every creator that it does not know, {@code vbox} and {@code wa} (Azure) among
 *       them, and so cuts or pads disks whose own programs show {@code current_size}; this reader does not.
 *       What is written has the creator {@code qem2}, by which QEMU, too, shows {@code current_size}; so the size of a disk
 *       survives, and only Virtual PC shows it cut to whole cylinders.
 *   <li>QEMU takes a fixed disk of no bytes, which is nothing but a footer, to be a dynamic one.
 *   <li>The bitmap before each block of a dynamic disk says which sectors were ever written. Nobody clears the others, and
 *       QEMU reads them from the block whatever their bits are; so does this reader. In a differencing disk the bits choose
 *       between the disk and its parent.
 *   <li>A fixed disk has nothing but its footer at the end, which a guest can write into the last sector of a raw disk;
 *       and what a guest writes into its first sector may look like the copy of a footer. A sound footer of a fixed disk at
 *       the end therefore counts before anything at the start, and the driver that looks for it comes right before raw.
 *       Whoever knows better names the format, and that is not questioned.
 *   <li>Each block has a bitmap of at least one sector. QEMU takes blocks of less than 4 KiB, which nobody makes, to have
 *       none.
 *   <li>Absolute names of parents are those of another machine: of them only the last component is looked for, in the
 *       directory of the image.
 * </ul>
 */
@NullMarked
package io.guestkit.image.vhd;

import org.jspecify.annotations.NullMarked;
