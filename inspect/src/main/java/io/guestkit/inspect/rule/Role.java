package io.guestkit.inspect.rule;

import java.io.IOException;

/** What a file system is for, by what is on it. */
public enum Role {
    /** The root of a Linux guest. */
    LINUX_ROOT,
    /** The /usr of a Linux guest. */
    LINUX_USR,
    /** What Windows is on. */
    WINDOWS_ROOT,
    /** What Windows is installed from. */
    WINDOWS_INSTALLER,
    /** The root of an {@link OtherSystem}. */
    OTHER_ROOT,
    /** A file system that holds the roots of guests in directories: {@code ostree/deploy}. */
    OSTREE,
    /** Android, which has no /etc of its own. */
    ANDROID,
    /** The writable part of Ubuntu Core, whose root is a snap in it. */
    UBUNTU_CORE,
    /** Anything else: data, /boot, an EFI system partition. */
    OTHER;

    /** @param files one file system, seen from its own root */
    public static Role of(GuestFiles files) throws IOException {
        if (OtherSystem.of(files).isPresent()) {
            return OTHER_ROOT;
        }
        if (isLinuxRoot(files)) {
            return LINUX_ROOT;
        }
        if (SystemRoot.find(files.root()).isPresent()) {
            return WINDOWS_ROOT;
        }
        if (SystemRoot.isInstaller(files.root())) {
            return WINDOWS_INSTALLER;
        }
        if (files.isDirectory("ostree/deploy")) {
            return OSTREE;
        }
        if (isAndroid(files)) {
            return ANDROID;
        }
        if (files.isDirectory("system-data/var/lib/snapd")) {
            return UBUNTU_CORE;
        }
        return isLinuxUsr(files) ? LINUX_USR : OTHER;
    }

    /** Its system partition, its root, or the directory of images that Android-x86 keeps beside its kernel. */
    private static boolean isAndroid(GuestFiles files) throws IOException {
        if (files.isFile("build.prop") && files.isDirectory("framework")
                || files.isFile("system/build.prop") && files.isEntry("init")) {
            return true;
        }
        for (String name : files.names("")) {
            if (name.startsWith("android-")
                    && (files.isFile(name + "/system.img")
                            || files.isFile(name + "/system.sfs")
                            || files.isDirectory(name + "/system"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * A directory {@code etc} beside programs or the place of a separate /usr, and in it a file that every installed
     * system has. Images of containers have no fstab, NixOS has next to nothing in etc, and os-release may lead to a
     * /usr on another file system.
     */
    private static boolean isLinuxRoot(GuestFiles files) throws IOException {
        if (!files.isDirectory("etc")) {
            return false;
        }
        if (files.isEntry("etc/NIXOS") || files.isDirectory("nix/store")) {
            return true;
        }
        boolean programs = files.isEntry("bin") || files.isEntry("sbin") || files.isDirectory("usr");
        return programs
                && (files.isEntry("etc/os-release")
                        || files.isFile("usr/lib/os-release")
                        || files.isFile("etc/coreos/update.conf")
                        || files.isEntry("bin") && (files.isFile("etc/fstab") || files.isFile("etc/hosts")));
    }

    private static boolean isLinuxUsr(GuestFiles files) throws IOException {
        return files.isDirectory("bin")
                && files.isDirectory("share")
                && !files.isFile("etc/fstab")
                && (files.isFile("lib/os-release")
                        || files.isDirectory("share/coreos")
                        || files.isDirectory("local") && files.isDirectory("src"));
    }
}
