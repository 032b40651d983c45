/**
 * VMware's VMDK, as Workstation, ESXi, VirtualBox, QEMU and the clouds write it.
 *
 * <p>Specification: VMware, <a
 * href="https://www.vmware.com/support/developer/vddk/vmdk_50_technote.pdf">Virtual Disk Format 5.0</a> and its forerunner
 * 1.1; seSparse is not documented, and is read as QEMU reads it.
 *
 * <p>Reading order: {@link io.guestkit.image.vmdk.DescriptorText} (lines), {@link io.guestkit.image.vmdk.Descriptor} and
 * {@link io.guestkit.image.vmdk.ExtentLine} (what they say), {@link io.guestkit.image.vmdk.VmdkLayout} (which extents
 * make up the disk), {@link io.guestkit.image.vmdk.SparseHeader}, {@link io.guestkit.image.vmdk.CowdHeader} and
 * {@link io.guestkit.image.vmdk.SeSparseHeader} (three headers, one {@link io.guestkit.image.vmdk.GrainLayout}),
 * {@link io.guestkit.image.vmdk.GrainMap} (the mapping), {@link io.guestkit.image.vmdk.SectorWords} and
 * {@link io.guestkit.image.vmdk.SeSparseWords} (the words), {@link io.guestkit.image.vmdk.VmdkImage}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th><th>written</th></tr>
 * <tr><td>monolithicSparse, twoGbMaxExtentSparse; versions 1–3, any grain size up to 1 GiB</td><td>yes</td>
 *     <td>yes, version 1 with grains of 64 KiB</td></tr>
 * <tr><td>streamOptimized: footer, markers, zlib grains up to 8 MiB</td><td>yes</td>
 *     <td>yes</td></tr>
 * <tr><td>monolithicFlat, twoGbMaxExtentFlat, vmfs and its thin and thick kinds, custom</td><td>yes</td>
 *     <td>monolithicFlat and twoGbMaxExtentFlat</td></tr>
 * <tr><td>vmfsSparse (COWD version 1)</td><td>yes</td>
 *     <td>no</td></tr>
 * <tr><td>seSparse</td><td>yes; refused while its journal has to be replayed</td>
 *     <td>no</td></tr>
 * <tr><td>ZERO extents, zeroed grains, RDONLY extents</td><td>yes</td>
 *     <td>zeroed grains on request (zeroed_grain)</td></tr>
 * <tr><td>redundant grain directory</td><td>used, with a warning, if the primary one lies outside the file</td>
 *     <td>yes, except in streams</td></tr>
 * <tr><td>parent by parentFileNameHint</td><td>yes; refused unless its CID is the child's parentCID</td>
 *     <td>yes, to create an overlay</td></tr>
 * <tr><td>uncleanShutdown</td><td>yes, with a warning</td>
 *     <td>no</td></tr>
 * <tr><td>change tracking (version 3)</td><td>left aside</td>
 *     <td>no</td></tr>
 * <tr><td>parent by VirtualBox's UUID</td><td>what the image itself has; the rest is refused by name</td>
 *     <td>no</td></tr>
 * <tr><td>fullDevice, partitionedDevice, raw device maps, NOACCESS extents</td><td>information only; refused by name</td>
 *     <td>no</td></tr>
 * <tr><td>an extent of a split disk without its descriptor</td><td>information only; refused by name</td>
 *     <td>no</td></tr>
 * <tr><td>encryption by VMware</td><td>information only; reading is a KeyRequiredException</td>
 *     <td>no</td></tr>
 * <tr><td>COWD of Workstation 3</td><td>refused by name</td>
 *     <td>no</td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>An extent's capacity may be rounded up to whole grains; the size in the descriptor is the disk's. QEMU goes by the
 *       capacity.
 *   <li>QEMU's multi-extent reader passes over extents that are not RW or that are ZERO, which moves all that follows;
 *       here they take the room that they have.
 *   <li>A stream's header has neither the grain directory nor, with some writers, a true capacity: the footer counts.
 *   <li>The last grain of a stream may decompress to less than a grain, and to no less than what the disk needs of it.
 *   <li>A file's last grain table and last grain may be cut short at the end of the disk.
 *   <li>The descriptor in a sparse extent names the extent as it was called when it was made.
 *   <li>Every extent is opened through the image's opener, so a descriptor that names {@code /etc/shadow} or
 *       {@code ../other} is refused like any backing file.
 *   <li>A grain table entry of 1 is a grain of zeros only where the header's flag says so.
 * </ul>
 */
@NullMarked
package io.guestkit.image.vmdk;

import org.jspecify.annotations.NullMarked;
