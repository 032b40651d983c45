/**
 * Whether a Windows guest would start, link by link: firmware, boot manager, its store or boot.ini, the entry that starts by
 * default, its loader, the directory of Windows, kernel and HAL, the hive SYSTEM, drivers of disks, drive letters, and how
 * its volume was left. Every verdict names the file, object or key that it rests on. Nothing is run.
 *
 * <p>Specification: Microsoft, "BCD reference" (objects and elements, without their encoding); "Boot and UEFI"; Virtio 1.2
 * for the identifiers of its devices.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><td>UEFI</td><td>EFI/Microsoft/Boot/bootmgfw.efi on a FAT file system, the fallback in EFI/BOOT</td></tr>
 * <tr><td>BIOS</td><td>boot code of the MBR, the active partition, bootmgr; ntldr before Vista. The boot sector of the
 *     partition is not looked into</td></tr>
 * <tr><td>BCD</td><td>default, display order, boot sequence; of an entry program, devices, directory, kernel, HAL, safe
 *     boot, WinPE, signatures, also inherited ones</td></tr>
 * <tr><td>devices of BCD</td><td>partitions of GPT and MBR disks, boot, locate; RAM disks, virtual disks and others are
 *     named, and not looked into</td></tr>
 * <tr><td>boot.ini</td><td>entries whose disk is counted by the BIOS: multi()</td></tr>
 * <tr><td>drivers</td><td>services that start at boot without StartOverride, whose programs are there; virtio's if they
 *     are bound to its devices, by CriticalDeviceDatabase or DriverDatabase</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.inspect.boot.windows.WindowsBootCheck} makes the links,
 * {@link io.guestkit.inspect.boot.windows.BootManager} is what firmware starts,
 * {@link io.guestkit.inspect.boot.windows.StoredMenu} goes through the store,
 * {@link io.guestkit.inspect.boot.windows.InstalledSystem} through what it starts.
 *
 * <p>Known traps: the control set that is started is {@code Select\Default}, not {@code Current}; from Windows 8 on
 * {@code StartOverride} beats {@code Start}; an element may be inherited from another object; an entry of the firmware's
 * memory is on no disk.
 */
@NullMarked
package io.guestkit.inspect.boot.windows;

import org.jspecify.annotations.NullMarked;
