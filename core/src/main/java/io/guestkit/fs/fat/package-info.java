/**
 * FAT12, FAT16 and FAT32 with long names, read-only.
 *
 * <p>Specifications: Microsoft, <a href="https://download.microsoft.com/download/1/6/1/161ba512-40e2-4cc9-843a-923143f3456c/fatgen103.doc">FAT32
 * File System Specification 1.03</a> (all three widths and long names; names of fields are taken from there) and
 * <a href="https://ecma-international.org/publications-and-standards/standards/ecma-107/">ECMA-107</a> (FAT12, FAT16).
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>sectors of 512 to 4096 bytes, clusters of 1 to 128 sectors, any number of FATs</td><td>read</td></tr>
 * <tr><td>fixed root directory (FAT12, FAT16), root as a cluster chain (FAT32)</td><td>read</td></tr>
 * <tr><td>mirroring switched off in BPB_ExtFlags</td><td>read: the active FAT is used</td></tr>
 * <tr><td>long names, lone surrogates included; short names in code page 437 with the lower-case flags of Windows
 *     NT</td><td>read</td></tr>
 * <tr><td>FSInfo</td><td>read for the free count, unless the volume was not unmounted cleanly</td></tr>
 * <tr><td>extended attributes of OS/2, access rights of DR-DOS, the backup boot sector</td><td>ignored</td></tr>
 * <tr><td>disks of DOS 1.x without a BPB, TexFAT, exFAT</td><td>not detected</td></tr>
 * <tr><td>BitLocker To Go, which shows a FAT32 boot sector</td><td>not detected: it is not a FAT</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.fs.fat.BootSector}, {@link io.guestkit.fs.fat.Layout} (where everything lies),
 * {@link io.guestkit.fs.fat.AllocationTable}, {@link io.guestkit.fs.fat.ClusterChain}; then
 * {@link io.guestkit.fs.fat.DirectoryEntry}, {@link io.guestkit.fs.fat.LongName},
 * {@link io.guestkit.fs.fat.Directory}; last {@link io.guestkit.fs.fat.FatFileSystem}, which puts them together.
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>The specification derives the width of a FAT from the number of clusters alone: fewer than 4085 are FAT12, fewer
 *       than 65525 FAT16, more FAT32. Linux and blkid take every volume whose BPB_FATSz16 is 0 for FAT32 (mtools does not), and
 *       small FAT32 volumes that break the rule are common ({@code mkfs.vfat -F 32} on a small disk). Nothing else can
 *       be meant, because such a boot sector has the layout of FAT32 and no fixed root directory; so this package does
 *       as they do, and counts clusters only to tell FAT12 from FAT16.
 *   <li>The text at BS_FilSysType ("FAT12   ", "FAT32   ") decides nothing; it often lies.
 *   <li>An NTFS, exFAT, HPFS or JFS boot sector looks much like a BPB, and the boot code of an MBR may.
 *   <li>Times are local times without a zone. They are taken for UTC, as Linux does when it is mounted with
 *       {@code tz=UTC}. The root directory has no times; Linux shows 1970 for it.
 *   <li>The upper half of the first cluster is something else on FAT12 and FAT16.
 *   <li>A directory ends at the first entry whose name starts with a zero byte. What Linux finds behind it was never
 *       written by anybody.
 *   <li>A directory entry may point anywhere: at its own parent, at another file's clusters. Of two entries that lead to
 *       the same directory only the first one that is visited is followed, so that walking a tree ends.
 *   <li>The label is the entry in the root directory. The copy in the boot sector is stale more often than not, and
 *       blkid does not report it as LABEL either.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.fat;

import org.jspecify.annotations.NullMarked;
