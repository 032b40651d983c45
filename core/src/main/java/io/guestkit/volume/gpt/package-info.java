/**
 * GUID partition tables, read only. Specification: <a
 * href="https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html">UEFI 2.10, chapter 5</a>.
 *
 * <p>Reading order: {@link io.guestkit.volume.gpt.GptDriver} (which disks have a GPT, which copy of it is used),
 * {@code ProtectiveMbr}, {@code GptHeader}, {@code GptCopy} (header and entries, checksums), {@code GptEntry},
 * {@code GptPartitions}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th></th></tr>
 * <tr><td>sectors of 512 and 4096 bytes</td><td>read; others are not looked for</td></tr>
 * <tr><td>backup header and entries</td><td>used, with a warning, when the primary ones fail a check</td></tr>
 * <tr><td>entries of 128 to 4096 bytes, any number up to 1 MiB in all</td><td>read; more is refused</td></tr>
 * <tr><td>protective MBR</td><td>read; a missing one is a warning</td></tr>
 * <tr><td>hybrid MBR</td><td>the GPT wins; the other entries of the MBR are warnings</td></tr>
 * <tr><td>names, unique GUIDs, legacy-BIOS-bootable attribute</td><td>read; other attributes are not</td></tr>
 * </table>
 *
 * <h2>Which disks have one</h2>
 *
 * <ul>
 *   <li>An MBR with an entry of type {@code ee} says so, and is believed: if then neither copy passes its checks, the
 *       disk is corrupt.
 *   <li>An MBR with partitions and no such entry denies it: Linux and Windows then go by the MBR, and what looks like a
 *       GPT is the leftover of an earlier life of the disk.
 *   <li>Without either, a GPT is believed unless the disk as a whole carries the signature of something else: making a
 *       file system on a whole disk often wipes the MBR and leaves the GPT's backup at the end of the disk.
 * </ul>
 *
 * <p>Copies are tried in this order: LBA 1 in sectors of 512 bytes, then of 4096; where the primary header (but not its
 * entries) is fine, the backup that it names; the last sector of the disk, for both sizes.
 *
 * <h2>Traps</h2>
 *
 * <ul>
 *   <li>The array of entries is where the header says, not at LBA 2, and entries may be longer than 128 bytes.
 *   <li>The last block of a partition belongs to it.
 *   <li>The checksum of the header is computed over HeaderSize bytes with its own field zero.
 *   <li>An image that was enlarged has its backup in the middle; one that was cut has none.
 *   <li>Type GUIDs lie: they are reported, and the content decides.
 * </ul>
 */
@NullMarked
package io.guestkit.volume.gpt;

import org.jspecify.annotations.NullMarked;
