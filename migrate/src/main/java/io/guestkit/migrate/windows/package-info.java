/**
 * What a Windows guest needs to start on virtio: a storage driver that is bound before there is anybody to install it,
 * the other drivers where Windows finds them, and work for its first start.
 *
 * <p>Specifications: Microsoft's "General Syntax Rules for INF Files" and "INF Manufacturer Section" (decorations of
 * models), "INF AddService Directive", "INF AddReg Directive". The layout of {@code DriverDatabase} is not published; it is
 * what Windows itself leaves there when it installs the same driver.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>virtio-win as a folder or an ISO, of any layout: what fits is decided by the INF and the program</td>
 *     <td>read</td></tr>
 * <tr><td>INF in UTF-16, UTF-8 or a code page; strings, decorations, services, values of the registry</td>
 *     <td>read</td></tr>
 * <tr><td>binding before Windows 8: CriticalDeviceDatabase; from Windows 8: DriverDatabase</td><td>written</td></tr>
 * <tr><td>services and drivers of other hypervisors' tools; the boot manager on an EFI partition</td>
 *     <td>written</td></tr>
 * <tr><td>addresses of IPv4 and IPv6 that were set by hand</td><td>set again by the first start; not routes of
 *     IPv6</td></tr>
 * <tr><td>QEMU's guest agent, as a package of the Windows Installer</td><td>installed by the first start</td></tr>
 * <tr><td>consoles, GRUB, an initramfs</td><td>refused by name</td></tr>
 * <tr><td>Windows that is hibernated or shut down for a fast start, NTFS or hives that were not cleanly
 *     closed</td><td>refused by name</td></tr>
 * </table>
 *
 * <p>Reading order: {@link InfFile} (text), {@link Decoration} (for whom), {@link DriverInf} (meaning), {@link VirtioWin}
 * (which of many), {@link WindowsGuest} and {@link RegistryChanges} (how rules see and change the guest), then the rules in
 * the order of {@link WindowsFixes}.
 *
 * <p>Known traps: {@code DriverDatabase} is at the root of the hive SYSTEM, below no control set. The control set is the
 * one that {@code Select\Current} names. A disabled driver that is still named as a filter of a class takes all devices
 * of that class with it. The path of a boot driver is relative to the directory of Windows. Tools that change hives do not
 * know transaction logs, and Windows applies those over whatever was changed.
 */
@NullMarked
package io.guestkit.migrate.windows;

import org.jspecify.annotations.NullMarked;
