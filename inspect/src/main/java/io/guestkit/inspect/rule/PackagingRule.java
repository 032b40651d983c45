package io.guestkit.inspect.rule;

import io.guestkit.inspect.rule.Distribution.Family;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Format of the packages and the program that manages them: what the distribution is known for, unless the database
 * that is really there says another; for distributions that nobody knows, what the database says.
 */
final class PackagingRule implements Rule {

    private static final String[][] DATABASES = {
        {"var/lib/dpkg/status", "deb"},
        {"var/lib/dpkg/status.d", "deb"},
        {"usr/lib/sysimage/rpm", "rpm"},
        {"var/lib/rpm", "rpm"},
        {"lib/apk/db/installed", "apk"},
        {"usr/lib/apk/db/installed", "apk"},
        {"var/lib/pacman/local", "pacman"},
        {"var/lib/pacman-g2/local", "pacman"},
        {"var/db/pkg", "ebuild"},
        {"var/db/xbps", "xbps"},
        {"usr/lib/opkg/status", "ipk"},
        {"var/lib/pisi", "pisi"},
        {"var/lib/eopkg", "eopkg"},
        {"var/lib/pkgtools/packages", "slackware"},
        {"var/log/packages", "slackware"},
        {"nix/var/nix/db", "nix"},
        {"var/guix/db", "guix"},
    };

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String distro = findings.value(Fact.DISTRO).orElse("");
        Family family = Distribution.family(distro, findings.resembles());
        String format = formatOf(distro, family);
        String source = "distro";
        // Pardus gave up pisi for dpkg, and one Kylin is made of rpm packages and another of deb packages.
        if (format == null || distro.equals("pardus") || distro.equals("kylin")) {
            for (String[] database : DATABASES) {
                if (files.exists(database[0]) && (format == null || !database[1].equals("pisi"))) {
                    format = database[1];
                    source = "/" + database[0];
                    break;
                }
            }
        }
        findings.tell(Fact.PACKAGE_FORMAT, format, source);
        if (format != null) {
            findings.tell(Fact.PACKAGE_MANAGER, manager(format, distro, family, files, findings), source);
        }
    }

    private static @Nullable String formatOf(String distro, @Nullable Family family) {
        if (family != null) {
            return switch (family) {
                case DEBIAN -> "deb";
                case FEDORA, RED_HAT, SUSE, MANDRIVA, ALT, PHOTON -> "rpm";
                case ARCH -> "pacman";
                case ALPINE -> "apk";
                case GENTOO -> "ebuild";
                case VOID -> "xbps";
            };
        }
        return switch (distro) {
            case "pardus" -> "pisi";
            case "nixos" -> "nix";
            case "guix" -> "guix";
            case "openwrt" -> "ipk";
            case "solus" -> "eopkg";
            case "clear-linux-os" -> "swupd";
            default -> null;
        };
    }

    private static @Nullable String manager(
            String format, String distro, @Nullable Family family, GuestFiles files, Findings findings)
            throws IOException {
        return switch (format) {
            case "deb" -> "apt";
            case "rpm" -> rpmManager(distro, family, files, findings);
            case "ebuild" -> "portage";
            case "ipk" -> "opkg";
            case "slackware" -> "pkgtool";
            default -> format; // apk, pacman, xbps, pisi, eopkg, nix, guix, swupd: format and program have one name
        };
    }

    private static @Nullable String rpmManager(
            String distro, @Nullable Family family, GuestFiles files, Findings findings) throws IOException {
        int major = findings.number(Fact.MAJOR_VERSION).orElse(-1);
        if (family == null) {
            return installed(files);
        }
        return switch (family) {
            case FEDORA -> fedoraManager(distro, major, files);
            case RED_HAT -> redHatManager(distro, major, files);
            case SUSE -> "zypper";
            case MANDRIVA -> distro.equals("openmandriva") ? "dnf" : "urpmi";
            case ALT -> "apt";
            case PHOTON -> "tdnf";
            default -> installed(files); // an rpm database in a guest whose family uses another format
        };
    }

    private static @Nullable String fedoraManager(String distro, int major, GuestFiles files) throws IOException {
        if (distro.equals("meego")) {
            return "yum";
        }
        if (major < 0) {
            return installed(files);
        }
        if (!distro.equals("fedora")) {
            return "dnf";
        }
        boolean imageBased = files.isFile("usr/bin/rpm-ostree") && !files.isFile("usr/bin/dnf");
        return imageBased ? "rpm-ostree" : major >= 22 ? "dnf" : "yum";
    }

    private static @Nullable String redHatManager(String distro, int major, GuestFiles files) throws IOException {
        switch (distro) {
            case "neokylin", "opencloudos", "tencentos", "openeuler":
                return "dnf";
            case "amazonlinux":
                return major >= 2022 ? "dnf" : "yum"; // 1 is 2014.03 to 2018.03
            case "rhcos":
                return "rpm-ostree";
            case "redhat-based": // such as Red Hat Linux 9, which is older than Enterprise Linux 3
                return files.isFile("usr/sbin/up2date") ? "up2date" : installed(files);
            default:
                break;
        }
        if (major >= 8) {
            return "dnf";
        }
        if (major >= 5) {
            return "yum";
        }
        if (major >= 2) {
            return files.isFile("usr/bin/yum") && !files.isFile("usr/sbin/up2date") ? "yum" : "up2date";
        }
        return installed(files);
    }

    private static @Nullable String installed(GuestFiles files) throws IOException {
        for (String program : new String[] {"dnf", "microdnf", "tdnf", "zypper", "yum", "urpmi", "apt-get"}) {
            if (files.isEntry("usr/bin/" + program)) {
                return switch (program) {
                    case "microdnf" -> "dnf";
                    case "apt-get" -> "apt";
                    default -> program;
                };
            }
        }
        return null;
    }
}
