/**
 * NTFS, read-only.
 *
 * <p>Microsoft publishes the structures that programs see: <a
 * href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-fscc/">[MS-FSCC]</a> (reparse points, attributes of
 * files), <a href="https://learn.microsoft.com/en-us/windows/win32/devnotes/master-file-table">Master File Table</a> (FILE
 * records, attributes, attribute lists; names of fields are taken from there) and <a
 * href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-xca/">[MS-XCA]</a> (compression). The rest is in
 * <a href="https://flatcap.github.io/linux-ntfs/ntfs/">the documentation of the Linux-NTFS project</a>.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>NTFS 1.x to 3.1, clusters of 256 bytes to 2 MiB, sectors of 256 to 4096, FILE records of 512 bytes to 64
 *     KiB</td><td>read</td></tr>
 * <tr><td>backup boot sector, $MFTMirr</td><td>used where the original is damaged, with a warning</td></tr>
 * <tr><td>attribute lists, fragmented $MFT, sparse files, initialized size</td><td>read</td></tr>
 * <tr><td>LZNT1; XPRESS and LZX of {@code compact /exe} (WOF)</td><td>read, decompressed</td></tr>
 * <tr><td>other streams</td><td>extended attributes {@code user.NAME} up to 64 KiB, as {@code streams_interface=xattr} of
 *     ntfs-3g has them; {@code FILE:NAME} looks up any of them</td></tr>
 * <tr><td>symbolic links and mount points of Windows; links, devices, FIFOs and sockets of Interix and of the Windows
 *     subsystem for Linux</td><td>read; how targets are worded is said in LinkTarget</td></tr>
 * <tr><td>other reparse points</td><td>ordinary files and directories, with {@code system.ntfs_reparse_data}; content is
 *     refused if it is not all in the file (deduplication, files that are only in a cloud)</td></tr>
 * <tr><td>WOF files whose bytes are in a WIM archive, compression other than LZNT1, versions after 3.1</td><td>refused by
 *     name</td></tr>
 * <tr><td>EFS</td><td>metadata is read, content refused by name</td></tr>
 * <tr><td>$LogFile</td><td>not replayed: a log that was not closed gives a warning, as do the dirty flag and
 *     hibernation</td></tr>
 * <tr><td>owners and access rights ($Secure), extended attributes of OS/2 ($EA), object identifiers, quotas, the change
 *     journal</td><td>not shown: each file has mode 0777, as on a default mount of ntfs-3g</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.fs.ntfs.BootSector}, {@link io.guestkit.fs.ntfs.UpdateSequence}, {@link
 * io.guestkit.fs.ntfs.FileRecord}, {@link io.guestkit.fs.ntfs.Attribute}, {@link io.guestkit.fs.ntfs.RunList}; {@link
 * io.guestkit.fs.ntfs.Mft} and {@link io.guestkit.fs.ntfs.AttributeSet}, which find records and what belongs to a file; {@link
 * io.guestkit.fs.ntfs.Directory} and {@link io.guestkit.fs.ntfs.Names}; {@link io.guestkit.fs.ntfs.Nodes}, which finds out
 * what a file is; last {@link io.guestkit.fs.ntfs.NtfsFileSystem}.
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>The update sequence counts in 512 bytes whatever the sectors are; so do the numbers of index blocks that are smaller
 *       than a cluster.
 *   <li>The files of the file system itself (records 0 to 15, $Extend among them) are left out of the root directory, as
 *       ntfs-3g does by default; they are found by their names.
 *   <li>A short name is a name of its own on the disk, counted among the links. It is not listed and not counted here, and
 *       found when it is looked up.
 *   <li>Case counts only where an exact name exists: names that differ in case only may stand side by side.
 *   <li>A compressed unit may end early, and a chunk too: the rest is zeros and not an error.
 *   <li>A directory has one name only. An entry that calls it otherwise is refused, which keeps hostile trees finite.
 *   <li>ntfs-3g truncates times before 1970 to the wrong side if they have a fraction; its {@code st_nlink} counts short
 *       names.
 *   <li>The restart pages of a log have flags that say it is clean although a client is in its list: Windows leaves both.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.ntfs;

import org.jspecify.annotations.NullMarked;
