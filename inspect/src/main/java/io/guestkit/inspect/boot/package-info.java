/**
 * Whether a guest would start, link by link: firmware, boot loader, its configuration, the entry that starts by default,
 * kernel, initramfs, the drivers in it, the root file system, fstab. Every verdict names the file and line that it rests
 * on. Nothing is run; what only the running loader or the firmware's memory knows is {@code unknown}.
 *
 * <p>Reading order: {@link io.guestkit.inspect.boot.BootCheck} makes the links;
 * {@link io.guestkit.inspect.boot.BootMenus} finds what the loaders offer; {@link io.guestkit.inspect.boot.Initramfs}
 * lists an initramfs.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><td>GRUB 2</td><td>grub.cfg: entries, submenus, default, grubenv, blscfg; scripts are not run</td></tr>
 * <tr><td>GRUB legacy</td><td>menu.lst, grub.conf</td></tr>
 * <tr><td>Boot Loader Specification</td><td>type 1 entries, unified kernel images, loader.conf</td></tr>
 * <tr><td>SYSLINUX, EXTLINUX</td><td>menus without what they include; U-Boot reads extlinux.conf, too</td></tr>
 * <tr><td>U-Boot boot.scr</td><td>legacy header with its checksums; what the script loads and starts, not run; a FIT is
 * refused by name</td></tr>
 * <tr><td>U-Boot uEnv.txt</td><td>uenvcmd, uname_r; the rest only the board knows</td></tr>
 * <tr><td>Raspberry Pi</td><td>config.txt without what it includes, cmdline.txt</td></tr>
 * <tr><td>initramfs</td><td>cpio as it is, gzip, xz, lzma, zstd, lz4, bzip2, lzo; one behind the other</td></tr>
 * <tr><td>dracut's image inside an initramfs</td><td>squashfs up to 64 MiB; a larger one, and erofs, is refused by name</td></tr>
 * </table>
 *
 * <p>Known traps: a path in grub.cfg starts at the file system that GRUB calls root, which may be /boot, or at the top of a
 * btrfs whose subvolume is the guest's root; entries of the firmware's memory are on no disk, so that an EFI loader in
 * another place than {@code EFI/BOOT} may be known to the firmware or not; variables of a board's U-Boot are in its memory, so that a script is followed both ways
 * where it asks for one, and nothing that hangs on the answer is called broken.
 */
@NullMarked
package io.guestkit.inspect.boot;

import org.jspecify.annotations.NullMarked;
