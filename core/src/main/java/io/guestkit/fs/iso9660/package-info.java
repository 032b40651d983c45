/**
 * ISO 9660 with Rock Ridge and Joliet, read-only.
 *
 * <p>Specifications: <a
 * href="https://ecma-international.org/publications-and-standards/standards/ecma-119/">ECMA-119</a> (ISO 9660; names of
 * fields are taken from there), the System Use Sharing Protocol (IEEE P1281), the Rock Ridge Interchange Protocol (IEEE
 * P1282), the Joliet Specification, and <a
 * href="https://libburnia-project.org/browser/libisofs/trunk/doc/zisofs_format.txt">zisofs</a>.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>levels 1 to 4, blocks of 512 to 2048 bytes, files of several extents</td><td>read</td></tr>
 * <tr><td>Joliet of all three levels; names are looked up in any case</td><td>read</td></tr>
 * <tr><td>Rock Ridge: SP, CE, NM, PX, SL, TF, PN, CL and RE; behind the attributes of CD-ROM XA too</td><td>read</td></tr>
 * <tr><td>zisofs (ZF with algorithm pz)</td><td>read</td></tr>
 * <tr><td>files of other compressions, sparse files (SF), interleaved files</td><td>refused by name</td></tr>
 * <tr><td>El Torito</td><td>reported as a feature</td></tr>
 * <tr><td>several sessions</td><td>read as a disk with them is: what the descriptors at sector 16 say, which tools keep
 *     up to date on media that can be overwritten</td></tr>
 * <tr><td>UDF beside ISO 9660</td><td>not read: a warning says that there is one</td></tr>
 * <tr><td>associated files</td><td>hidden, as Linux does</td></tr>
 * <tr><td>High Sierra, discs with UDF only</td><td>not detected</td></tr>
 * </table>
 *
 * <p>One disc has up to three trees of the same files. As Linux does, this package takes the one with Rock Ridge; if there
 * is none, Joliet's; else the plain one, in which names lose their version {@code ;1} and become small letters ({@code ;}
 * of another version becomes a dot).
 *
 * <p>Reading order: {@link io.guestkit.fs.iso9660.VolumeDescriptor}, {@link io.guestkit.fs.iso9660.VolumeDescriptors} (which
 * tree), {@link io.guestkit.fs.iso9660.DirectoryRecord}, {@link io.guestkit.fs.iso9660.DirectoryReader},
 * {@link io.guestkit.fs.iso9660.SystemUse} and {@link io.guestkit.fs.iso9660.RockRidge} (what stands behind a record),
 * {@link io.guestkit.fs.iso9660.Zisofs}; last {@link io.guestkit.fs.iso9660.IsoFileSystem}.
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>Numbers stand in both byte orders, and the second copy is often wrong. Like Linux, this package reads the first.
 *   <li>A directory record does not cross the end of a sector of 2048 bytes; a zero where one would start means "go on in
 *       the next sector", not "the end".
 *   <li>What is known of a directory is in the first record of its own extent, not in the one that leads to it.
 *   <li>A deep directory may have been moved (CL here, RE there) and is shown where it was.
 *   <li>A file of several extents has several records with the same name, all but the last with a flag.
 *   <li>A hybrid disc has a partition table in the first sectors, which systems that boot from discs leave free.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.iso9660;

import org.jspecify.annotations.NullMarked;
