/**
 * What keeps Linux guests from running on other hardware. Each rule is a class; {@link LinuxFixes} has them in their order.
 *
 * <table>
 * <caption>What is changed, and what is said instead of being changed</caption>
 * <tr><th>rule</th><th>changed</th><th>said in a note, or refused by name</th></tr>
 * <tr><td>hypervisor-tools</td><td>packages of dpkg, rpm and apk uninstalled; files without a package deleted; services
 *   masked or taken out of their run levels</td><td>packages that others need, of other package managers, or of another
 *   processor: they stay and do not start</td></tr>
 * <tr><td>guest-agent</td><td>a given package of deb or rpm installed</td><td>one of another kind or processor</td></tr>
 * <tr><td>network</td><td>names of cards bound to their address, or to virtio where there is one card only; drivers by
 *   which configuration chooses</td><td>several cards without known addresses; choice by place; guests without udev</td></tr>
 * <tr><td>fstab, crypttab, kernel-command-line</td><td>names of disks made lasting</td><td>names of what is not there;
 *   command lines in unified kernels</td></tr>
 * <tr><td>serial-console</td><td>consoles of Xen; on request one on the first serial line</td><td>LILO</td></tr>
 * <tr><td>default-kernel</td><td>GRUB 0.9, and menus of the Boot Loader Specification</td><td>menus of other loaders</td></tr>
 * <tr><td>modprobe-aliases, x11, device-caches</td><td>lines and files about the old hardware</td><td>displays for which
 *   there is no driver</td></tr>
 * <tr><td>initramfs, efi-fallback, grub-mkconfig</td><td>drivers, a loader where firmware looks, GRUB's menu on
 *   request</td><td>kernels without virtio; loaders that are not known</td></tr>
 * <tr><td>selinux</td><td>all labels set at the first start, if there are new files</td><td></td></tr>
 * <tr><td>mounts</td><td>nothing</td><td>configurations on EFI partitions that fstab does not name</td></tr>
 * </table>
 *
 * <p>Known traps: bridges, bonds and VLANs have the address of the card below them, and would be renamed with it. An
 * address that configuration gives to a card is none by which it could be found. Sizes are the guest's: a pattern that
 * goes back over a megabyte of blanks from each of them does not end, so patterns look at lines, with bounds.
 */
@NullMarked
package io.guestkit.migrate.linux;

import org.jspecify.annotations.NullMarked;
