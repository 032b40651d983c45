/**
 * exFAT, read-only. Specification: Microsoft, <a
 * href="https://learn.microsoft.com/windows/win32/fileio/exfat-specification">exFAT file system specification</a>; names of
 * fields are taken from there.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>sectors of 512 to 4096 bytes, clusters to 32 MiB</td><td>read</td></tr>
 * <tr><td>files with a chain in the FAT, and contiguous ones without (NoFatChain)</td><td>read</td></tr>
 * <tr><td>ValidDataLength</td><td>read: zeros behind it</td></tr>
 * <tr><td>up-case table; names are looked up in any case</td><td>read; its checksum is verified</td></tr>
 * <tr><td>boot region</td><td>its checksum is verified; the backup is used with a warning</td></tr>
 * <tr><td>two FATs (TexFAT)</td><td>read: the active one is used</td></tr>
 * <tr><td>sets of entries with a wrong checksum</td><td>passed over with a warning</td></tr>
 * <tr><td>entries of vendors, access rights of Windows CE</td><td>ignored</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.fs.exfat.BootSector}, {@link io.guestkit.fs.exfat.BootRegion} (which copy),
 * {@link io.guestkit.fs.exfat.ClusterRuns} and {@link io.guestkit.fs.exfat.ClusterSource} (from clusters to bytes),
 * {@link io.guestkit.fs.exfat.EntrySet}, {@link io.guestkit.fs.exfat.Directory}, {@link io.guestkit.fs.exfat.UpcaseTable};
 * last {@link io.guestkit.fs.exfat.ExfatFileSystem}.
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>The FAT means nothing for a contiguous file; what stands there is left from other days.
 *   <li>The root directory has no entry and no size: its chain is its length.
 *   <li>Times are local; the offset to UTC that belongs to each may be missing, and the time is then taken for UTC.
 *   <li>Whoever opens a volume sets VolumeDirty in the boot sector: that field and PercentInUse are not in its checksum.
 *   <li>An entry may point anywhere. Of two entries that lead to the same directory only the first one that is visited is
 *       followed, so that walking a tree ends.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.exfat;

import org.jspecify.annotations.NullMarked;
