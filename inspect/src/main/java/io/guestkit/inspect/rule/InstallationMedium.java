package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.Version;
import io.guestkit.inspect.report.MediumReport;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Media of Linux distributions, by the files that their makers put at the top of them. */
public final class InstallationMedium {

    /** Directories and files with the tree of a system that runs from the medium. */
    private static final String[] LIVE = {
        "casper",
        "live/filesystem.squashfs",
        "LiveOS",
        "arch/x86_64/airootfs.sfs",
        "arch/x86_64/airootfs.erofs",
        "nix-store.squashfs",
        "image.squashfs",
        "antiX",
    };

    private static final String[] NAMES = {
        "ubuntu", "debian", "fedora", "centos", "rocky", "almalinux", "opensuse", "kali", "linuxmint", "manjaro"
    };

    private InstallationMedium() {}

    /** @return null if it is none that is known */
    public static @Nullable MediumReport of(String device, GuestFiles files) throws IOException {
        String live = null;
        for (String path : LIVE) {
            live = live == null && files.exists(path) ? path : live;
        }
        String kind = live == null ? "installer" : "live";
        String info = files.firstLine(".disk/info");
        if (info != null && !info.isEmpty()) {
            return named(device, kind, info, "/.disk/info");
        }
        String tree = files.text(".treeinfo");
        if (tree != null) {
            IniFile file = IniFile.parse(tree);
            String name = file.section("release").value("name");
            name = name == null ? file.section("general").value("family") : name;
            String version = file.section("release").value("version");
            version = version == null ? file.section("general").value("version") : version;
            return new MediumReport(
                    device,
                    kind,
                    distro(name == null ? "" : name),
                    Optional.ofNullable(name),
                    Optional.ofNullable(version),
                    "/.treeinfo");
        }
        String alpine = files.firstLine(".alpine-release");
        if (alpine != null) {
            return new MediumReport(
                    device,
                    "live",
                    Optional.of("alpinelinux"),
                    Optional.of(alpine),
                    Version.find(alpine) == null ? Optional.empty() : version(alpine),
                    "/.alpine-release");
        }
        String suse = files.firstLine("media.1/media");
        if (suse != null) {
            return named(device, kind, suse, "/media.1/media");
        }
        if (files.isDirectory("arch/boot")) {
            String version = files.firstLine("arch/version");
            return new MediumReport(
                    device,
                    "live",
                    Optional.of("archlinux"),
                    Optional.of("Arch Linux"),
                    Optional.ofNullable(version),
                    "/arch");
        }
        return live == null
                ? null
                : new MediumReport(device, kind, Optional.empty(), Optional.empty(), Optional.empty(), "/" + live);
    }

    private static MediumReport named(String device, String kind, String name, String source) {
        return new MediumReport(device, kind, distro(name), Optional.of(name), version(name), source);
    }

    private static Optional<String> version(String name) {
        Version version = Version.find(name);
        return version == null ? Optional.empty() : Optional.of(version.text());
    }

    /** By the first word; what is no name of a distribution is left open. */
    private static Optional<String> distro(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String known : NAMES) {
            if (lower.startsWith(known)) {
                return Optional.ofNullable(Distribution.ofId(known));
            }
        }
        return Optional.empty();
    }
}
