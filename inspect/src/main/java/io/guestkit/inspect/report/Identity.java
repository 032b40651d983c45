package io.guestkit.inspect.report;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who a guest is.
 *
 * @param osName for people, such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param osVersion as exactly as the guest itself knows it, such as {@code 12.5}
 * @param minorVersion 0 where the distribution has no minor versions; empty where it has and this guest does not tell
 * @param distro in libguestfs' spelling where libguestfs has one, such as {@code archlinux}, {@code oraclelinux}
 * @param architecture of the user's programs, such as {@code x86_64}
 * @param initSystem such as {@code systemd}, {@code sysvinit}, {@code openrc}
 * @param productVariant edition, such as {@code server}
 * @param osinfo short id in osinfo-db, where that is known
 * @param packageFormat such as {@code deb}
 * @param packageManager such as {@code apt}
 */
public record Identity(
        OsType osType,
        Optional<String> osName,
        Optional<String> osVersion,
        OptionalInt majorVersion,
        OptionalInt minorVersion,
        Optional<String> distro,
        Optional<String> architecture,
        Optional<String> hostname,
        Firmware firmware,
        Optional<String> initSystem,
        Optional<String> productVariant,
        Optional<String> buildId,
        Optional<String> osinfo,
        Optional<String> packageFormat,
        Optional<String> packageManager) {

    /** The kernel that the guest runs on. */
    public enum OsType {
        LINUX,
        WINDOWS,
        FREEBSD,
        NETBSD,
        OPENBSD,
        DRAGONFLY,
        HURD,
        MINIX,
        DOS
    }

    /** What the disks are prepared to be started by. */
    public enum Firmware {
        BIOS,
        UEFI,
        /** Nothing says so, or the evidence speaks for both alike. */
        UNKNOWN
    }
}
