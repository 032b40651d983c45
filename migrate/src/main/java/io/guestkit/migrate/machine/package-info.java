/**
 * What a hypervisor is told about a guest, and a real boot of it.
 *
 * <p>Specifications: <a href="https://libvirt.org/formatdomain.html">libvirt, Domain XML format</a>;
 * <a href="https://www.qemu.org/docs/master/system/invocation.html">QEMU, Invocation</a>;
 * <a href="https://www.qemu.org/docs/master/interop/qmp-spec.html">QEMU Machine Protocol</a>.
 *
 * <table>
 * <caption>Guests</caption>
 * <tr><td>x86_64, i686, aarch64</td><td>described</td></tr>
 * <tr><td>other architectures</td><td>refused by name</td></tr>
 * <tr><td>secure boot, TPM</td><td>never asked for: a disk does not tell whether the guest relies on them</td></tr>
 * <tr><td>boot test of x86_64 and i686 with BIOS, x86_64 with UEFI</td><td>done</td></tr>
 * <tr><td>boot test of aarch64, of UEFI with 32 bits, of images that QEMU does not read (ova, dmg, ewf …)</td><td>refused by
 * name</td></tr>
 * <tr><td>boot test of Windows</td><td>shown by powering off when asked; not proved with a real
 * Windows</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.migrate.machine.Machine}, {@code MachineRules},
 * {@link io.guestkit.migrate.machine.LibvirtDomain}, {@link io.guestkit.migrate.machine.QemuCommand},
 * {@link io.guestkit.migrate.machine.BootTest}.
 *
 * <p>Traps: names and paths come from whoever made the image: they are escaped for XML, given to QEMU as JSON (where a
 * comma means nothing) and never to a shell. A KVM that opens is not a KVM that works: in some virtual machines it stops
 * at the first instruction that it cannot emulate, and says so only as the status {@code internal-error}. A guest whose
 * console is a screen of pixels writes nothing that could be read; what it leaves on its disk while it starts can be.
 */
@NullMarked
package io.guestkit.migrate.machine;

import org.jspecify.annotations.NullMarked;
