package io.guestkit.inspect.report;

/**
 * A boot loader.
 *
 * @param name {@code shim}, {@code grub2}, {@code grub}, {@code systemd-boot}, {@code uki}, {@code linux} (a kernel that
 *     firmware starts), {@code bls}, {@code extlinux}, {@code u-boot} (its script or uEnv.txt), {@code raspberrypi}
 *     (config.txt), {@code windows}, {@code bootmgr}, {@code ntldr}, or {@code efi} for a program of unknown kind
 * @param path in the guest, or {@code device:/path} on a file system that the guest does not mount
 */
public record BootLoader(String name, String path) {}
