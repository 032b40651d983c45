/**
 * SquashFS 4.0, read-only as it is by nature. There is no specification by its authors; names of fields are those of
 * {@code fs/squashfs/squashfs_fs.h} in the Linux kernel, described in <a
 * href="https://dr-emann.github.io/squashfs/">The SquashFS Format</a>.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>gzip, lzma, lzo, xz (with its filters), lz4, zstd; what is stored without compression</td><td>read</td></tr>
 * <tr><td>blocks of 4 KiB to 1 MiB, fragments, sparse blocks</td><td>read</td></tr>
 * <tr><td>basic and extended inodes of all seven kinds; hard links</td><td>read</td></tr>
 * <tr><td>directories, found by their index where they have one</td><td>read</td></tr>
 * <tr><td>extended attributes of the classes user, trusted and security, stored in place or elsewhere</td><td>read</td></tr>
 * <tr><td>the export table</td><td>ignored: it leads from numbers of inodes to inodes, for NFS</td></tr>
 * <tr><td>versions 1 to 3, of both byte orders</td><td>refused by name</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.fs.squashfs.Superblock}; {@link io.guestkit.fs.squashfs.Blocks} (how bytes come
 * out of compression), {@link io.guestkit.fs.squashfs.MetadataReader} and {@link io.guestkit.fs.squashfs.LookupTable} (the
 * two ways to find a structure); {@link io.guestkit.fs.squashfs.Inode}, {@link io.guestkit.fs.squashfs.Directory},
 * {@link io.guestkit.fs.squashfs.BlockList}, {@link io.guestkit.fs.squashfs.FileContent},
 * {@link io.guestkit.fs.squashfs.Xattrs}; last {@link io.guestkit.fs.squashfs.SquashfsFileSystem}.
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>Metadata is a chain of blocks that unpack to 8 KiB each, and structures run on from one into the next. A place in
 *       it is the position of a packed block and an offset in what comes out of it.
 *   <li>How long a block of metadata or of fragments is once it is unpacked stands nowhere.
 *   <li>The flag that says "not compressed" is bit 15 of the length of metadata, but bit 24 of that of data.
 *   <li>A directory's size counts three bytes more than its entries have; an empty one has 3.
 *   <li>The blocks of a file have lengths and no positions: the list has to be added up from its start.
 *   <li>A few bytes may unpack to much: what is kept is bounded, and what a structure promises is checked against it.
 *   <li>Times are unsigned 32 bits: what was before 1970 when the image was made comes out after 2038.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.squashfs;

import org.jspecify.annotations.NullMarked;
