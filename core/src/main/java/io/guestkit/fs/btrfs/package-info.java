/**
 * btrfs, read-only, on one device or several.
 *
 * <p>Specification: <a href="https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html">On-disk format</a> in the
 * documentation of btrfs-progs; names of fields are those of {@code include/uapi/linux/btrfs_tree.h}. What a log means is
 * written down nowhere but in the kernel's {@code fs/btrfs/tree-log.c}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>single, DUP, RAID0, RAID1, RAID1C3, RAID1C4, RAID10, RAID5, RAID6; mixed block groups</td><td>read; from copies
 *     or by parity where a device is missing or a checksum is wrong, each time with a warning</td></tr>
 * <tr><td>crc32c, xxhash64, sha256, blake2b</td><td>read, metadata and content verified</td></tr>
 * <tr><td>zlib, lzo, zstd; inline, regular and preallocated extents; holes with and without no_holes</td><td>read</td></tr>
 * <tr><td>subvolumes, snapshots, the default subvolume</td><td>read, as directories and by themselves</td></tr>
 * <tr><td>log trees</td><td>replayed in memory; one that contradicts the file system, removes a subvolume's name or changes
 *     more than 500 000 items of a subvolume is refused</td></tr>
 * <tr><td>extended_iref, metadata_uuid, skinny_metadata, simple_quota, verity</td><td>read, the last three without a use
 *     for them</td></tr>
 * <tr><td>free space tree, block group tree, quota groups, device and extent trees</td><td>not needed</td></tr>
 * <tr><td>a file system that grew out of a seed</td><td>read as far as its own devices hold it; what is on the seed is an
 *     error that names the device</td></tr>
 * <tr><td>zoned, extent_tree_v2, raid_stripe_tree, remap_tree; encryption; anything unknown</td><td>refused by
 *     name</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.fs.btrfs.Superblock}; {@link io.guestkit.fs.btrfs.Chunk} and
 * {@link io.guestkit.fs.btrfs.LogicalSpace} (from logical addresses to devices), {@link io.guestkit.fs.btrfs.ParityRow};
 * {@link io.guestkit.fs.btrfs.TreeBlock}, {@link io.guestkit.fs.btrfs.BlockStore}, {@link io.guestkit.fs.btrfs.Tree};
 * {@link io.guestkit.fs.btrfs.Trees} (opens all of it) and {@link io.guestkit.fs.btrfs.BtrfsFileSystem};
 * {@link io.guestkit.fs.btrfs.FileContent} with {@link io.guestkit.fs.btrfs.DataReader}; last
 * {@link io.guestkit.fs.btrfs.LogReplay}.
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>A copy of the superblock (at 64 MiB and 256 GiB) outlives the file system: it helps to open what the first one
 *       says is btrfs, and says nothing by itself.
 *   <li>Each pointer to a block says its generation and its first key. Both have to be checked: a copy that missed a write
 *       has a good checksum, and a hostile tree without the check can have one block a billion times.
 *   <li>After a crash the superblocks of the devices may differ by a generation while all of them are up to date; so an
 *       older device is not left out but asked last.
 *   <li>Inode numbers are unique in a subvolume only, and every root directory is inode 256.
 *   <li>The entry of a subvolume is copied with a snapshot of its parent, the subvolume is not: only where a root
 *       reference confirms the entry, it leads to one. Elsewhere the kernel shows an empty directory, and so does this.
 *   <li>A compressed stream may be shorter than {@code ram_bytes}, which is rounded up to sectors; zeros follow.
 *   <li>The header of an LZO segment does not cross the end of a sector; the gap before it is not counted anywhere.
 *   <li>A log only has the items that changed. An inode of generation 0 in it is there because its directory was fsynced,
 *       and must not replace what is known of it.
 * </ul>
 */
@NullMarked
package io.guestkit.fs.btrfs;

import org.jspecify.annotations.NullMarked;
