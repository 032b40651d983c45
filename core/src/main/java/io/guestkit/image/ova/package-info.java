/**
 * Appliances: OVF descriptors beside their disks, the same packed into a tar, which is an OVA, and machines as their
 * hypervisors describe them: VMX files, settings of VirtualBox, domains of libvirt.
 *
 * <p>Specifications: DMTF <a href="https://www.dmtf.org/sites/default/files/standards/documents/DSP0243_2.1.1.pdf">DSP0243,
 * Open Virtualization Format</a>; <a href="https://libvirt.org/formatdomain.html">libvirt's domains</a>; for the tar {@link io.guestkit.codec.tar}.
 *
 * <p>Reading order: {@link io.guestkit.codec.tar.TarArchive} (members and where they are), {@link io.guestkit.image.ova.Language} (how it is described: {@link io.guestkit.image.ova.OvfEnvelope},
 * {@link io.guestkit.image.ova.VmxFile}, {@link io.guestkit.image.ova.VirtualBoxMachine},
 * {@link io.guestkit.image.ova.LibvirtDomain}; which files are disks, and what the machine was:
 * {@link io.guestkit.image.ova.Descriptor}), {@link io.guestkit.image.ova.Appliance}
 * (an appliance, packed or not), {@link io.guestkit.image.ova.OvaDriver} (opens one of its disks),
 * {@link io.guestkit.image.ova.Manifest} (digests).
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th></tr>
 * <tr><td>OVA: ustar, GNU and pax long names and sizes; the descriptor at any place</td><td>yes, disks in place</td></tr>
 * <tr><td>OVF 0.9 to 2 beside its disks</td><td>yes</td></tr>
 * <tr><td>VMX beside its disks: scsi, sata, nvme, ide</td><td>yes; encrypted machines are refused by name</td></tr>
 * <tr><td>settings of VirtualBox from 4.0 on, with disks of snapshots</td><td>yes, as they are now; encrypted machines are
 * refused by name</td></tr>
 * <tr><td>domains of libvirt: disks that are files or block devices</td><td>yes; disks on a network, in a pool or a directory
 * are refused by name</td></tr>
 * <tr><td>name, memory, processors, firmware, network cards of the machine; also where VMware and VirtualBox write
 * them</td><td>yes; of one system in the file</td></tr>
 * <tr><td>disks in any image format, split ones too</td><td>yes, by their content</td></tr>
 * <tr><td>disks without a file</td><td>yes, as zeros</td></tr>
 * <tr><td>manifest with SHA-1, SHA-256, SHA-512</td><td>checked when asked</td></tr>
 * <tr><td>compressed files, files in chunks, sparse members of a tar, files at other places (http:)</td><td>refused by
 * name</td></tr>
 * <tr><td>certificates (.cert)</td><td>left aside</td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>The order of the guest's disks is that of the hardware items, not that of the files nor of the disks.
 *   <li>What the descriptor says of a disk's format is often wrong (oVirt calls raw files qcow2): content
 *       decides, except that what is called a VMDK and has no signature at all is not taken for a raw disk.
 *   <li>A name in the descriptor leads to a member of the same tar, or into the descriptor's own directory.
 *   <li>A tar may have two members of one name, one for the eyes of whoever checks it: such a name is refused.
 *   <li>VirtualBox's settings have those of each snapshot in them, by the same names, deeper down.
 *   <li>What libvirt calls raw is raw, whatever a guest has written to its beginning.
 *   <li>A VMX file leaves out what is as usual: no {@code firmware} is a BIOS, no {@code numvcpus} is one. A device without
 *       {@code present} is not there.
 * </ul>
 */
@NullMarked
package io.guestkit.image.ova;

import org.jspecify.annotations.NullMarked;
