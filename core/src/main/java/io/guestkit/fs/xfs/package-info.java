/**
 * XFS, read-only. Specification: "XFS Algorithms &amp; Data Structures", 3rd edition, <a
 * href="https://git.kernel.org/pub/scm/fs/xfs/xfs-documentation.git">xfs-documentation</a>; where it is silent, the
 * headers of {@code fs/xfs/libxfs} in the Linux kernel. Names of fields are those of the specification; all numbers are
 * big-endian but for checksums and for what the log took from memory.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><td>read</td><td>versions 4 and 5; blocks of 512 bytes to 64 KiB, inodes of 256 bytes to 2 KiB, directory blocks of
 *     their own size; ftype, attr2, lazy-count, projid32bit, ascii-ci; finobt, rmapbt, reflink, inobtcount, sparse, bigtime,
 *     nrext64, meta_uuid, exchange, parent</td></tr>
 * <tr><td>read</td><td>directories in the inode, of one block, with a leaf and with a tree; extents and trees of them;
 *     unwritten extents, as zeros; targets of links and attributes in all their forms; access control lists</td></tr>
 * <tr><td>replayed</td><td>the log, in memory: buffers, inodes and new chunks of inodes. Of changes that it only announces
 *     (intents), those that give back or count space are passed over, as no file shows them</td></tr>
 * <tr><td>refused</td><td>versions 1 to 3, directories of version 1, shared; needsrepair, metadir, zoned and what is not
 *     known; a log on another device; a log that a big-endian machine left dirty</td></tr>
 * <tr><td>refused, the rest is read</td><td>content on a realtime device; inodes whose map, attributes or content the log
 *     was about to change further (BUI, ATTRI, XMI)</td></tr>
 * </table>
 *
 * <p>Reading order: {@link XfsFileSystem}, {@link Superblock} and {@link Inode}; {@link BlockMap} with its two forms; {@link
 * Directory}, {@link Entries} and {@link DirectoryIndex}; {@link Xattrs}; then {@link Recovery}, {@link LogEnds}, {@link
 * LogRecord}, {@link LogTransactions} and {@link LogReplay}.
 *
 * <p>Known traps:
 * <ul>
 *   <li>The number of a block holds its group in the upper bits and is no position: groups need not have a power of two of
 *       blocks. Neither are the numbers of inodes dense.
 *   <li>A superblock does not say whether the file system was unmounted: only the log does. With a log elsewhere nobody
 *       knows, so that such a file system is refused.
 *   <li>What the log holds of a buffer has the checksum of an older time. So blocks of which a part came out of the log are
 *       not summed; their other marks (kind, place, owner, UUID) are verified all the same.
 *   <li>A buffer that was freed later must not be replayed: its blocks may hold the content of a file by now, which the log
 *       does not know. And what has a newer LSN on disk than the transaction stays as it is.
 *   <li>The target of a link has a header for each run of blocks, the value of an attribute for each block.
 *   <li>The count of free blocks in the superblock is old while the file system is mounted; those of the groups are not.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.xfs;

import org.jspecify.annotations.NullMarked;
