/**
 * DOS partition tables, read only. There is no specification; the layout is what PC BIOSes, DOS, Windows and Linux agree
 * on: UEFI 2.10, <a href="https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html#legacy-master-boot-record-mbr">5.2.1
 * "Legacy Master Boot Record"</a> for the sector, and Linux' {@code block/partitions/msdos.c} for the numbering.
 *
 * <p>Reading order: {@link io.guestkit.volume.mbr.MbrDriver}, {@code BootRecord} and {@code MbrEntry} (the sector),
 * {@code BootSector} (what is mistaken for it), {@code TableEvidence} (weighing both), {@code LogicalPartitions}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th></th></tr>
 * <tr><td>four primary entries, active flag, type, disk signature</td><td>read</td></tr>
 * <tr><td>extended partitions of type 05, 0f, 85, several of them too</td><td>read; themselves not listed</td></tr>
 * <tr><td>logical partitions 5 to 255</td><td>read, in the order of the chain, which need not be that of the disk</td></tr>
 * <tr><td>sectors of 512 and 4096 bytes</td><td>read</td></tr>
 * <tr><td>BSD, Solaris and Minix labels inside a partition</td><td>not read: the partition is one volume</td></tr>
 * <tr><td>Windows' dynamic disks (type 42)</td><td>the partitions are listed, the volumes on them are not known</td></tr>
 * </table>
 *
 * <h2>Which disks have one</h2>
 *
 * <p>The signature 55 AA also ends the boot sector of a FAT, NTFS or exFAT file system, and boot code may carry a copy of
 * such a sector's parameter block. So:
 *
 * <ul>
 *   <li>A status byte other than 00 and 80 is code, not an entry: no table. (Linux decides the same.)
 *   <li>Only an entry of type {@code ee}: the table is a GPT's business.
 *   <li>Entries that are sound (a type, on the disk, behind the first sector, beside each other) make a table. Only if
 *       there is a parameter block, <em>and</em> the whole disk is recognised by its content, <em>and</em> none of the
 *       partitions is, the entries are rubbish in a boot sector.
 *   <li>Entries that are not sound, or no entries at all, make a table only if nothing speaks for something else: no
 *       parameter block, no signature on the whole disk, no label of LVM or AIX.
 * </ul>
 *
 * <h2>The unit</h2>
 *
 * <p>Nothing in the sector says whether it counts in 512 or 4096 bytes. It is 512, unless the disk contradicts: an
 * extended boot record stands only where 4096 puts it; or, without extended partitions, all partitions fit on the disk
 * in units of 4096, and one of them is recognised there while none is at its place in units of 512.
 *
 * <h2>Traps</h2>
 *
 * <ul>
 *   <li>A logical partition counts from its own boot record; the link to the next record counts from the extended
 *       partition.
 *   <li>The chain may jump backwards on the disk: partitioning tools append to it. Only a second visit is a loop.
 *   <li>A record may have no partition, only a link, and uses up no number then.
 *   <li>The last two entries of an extended boot record are used by OS/2 and rubbish elsewhere: they count if they lie
 *       inside the piece that the record is for.
 *   <li>Types lie: they are reported, and the content decides.
 *   <li>A disk signature of 0 is none, and then no partition has a PARTUUID.
 * </ul>
 */
@NullMarked
package io.guestkit.volume.mbr;

import org.jspecify.annotations.NullMarked;
