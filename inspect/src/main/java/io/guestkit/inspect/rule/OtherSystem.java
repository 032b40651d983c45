package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.parse.Version;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.rule.LinuxRules.Question;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Systems that are neither Linux nor Windows: how their roots look, and where they say who they are. */
public enum OtherSystem {
    FREEBSD(OsType.FREEBSD, "freebsd", "FreeBSD", "bin", "etc/freebsd-update.conf"),
    DRAGONFLY(OsType.DRAGONFLY, "dragonfly", "DragonFly", "bin", "boot/kernel", "etc/defaults/rc.conf", "etc/motd"),
    NETBSD(OsType.NETBSD, "netbsd", "NetBSD", "bin", "netbsd", "etc/release"),
    OPENBSD(OsType.OPENBSD, "openbsd", "OpenBSD", "bin", "bsd", "etc/motd"),
    HURD(OsType.HURD, "", "GNU/Hurd", "hurd/console", "hurd/null"),
    MINIX(OsType.MINIX, "minix", "MINIX", "service/vm", "etc/version"),
    FREEDOS(OsType.DOS, "freedos", "FreeDOS", "FDOS/FREEDOS.BSS"),
    MSDOS(OsType.DOS, "msdos", "MS-DOS", "DOS/COMMAND.COM");

    private final OsType osType;
    private final String distro;
    private final String title;
    /** Entries that only such a root has, all of them. */
    private final List<String> markers;

    OtherSystem(OsType osType, String distro, String title, String... markers) {
        this.osType = osType;
        this.distro = distro;
        this.title = title;
        this.markers = List.of(markers);
    }

    /** Which of them a file system is the root of, if it is one. */
    public static Optional<OtherSystem> of(GuestFiles files) throws IOException {
        for (OtherSystem system : values()) {
            if (system.hasRootAt(files)) {
                return Optional.of(system);
            }
        }
        return Optional.empty();
    }

    private boolean hasRootAt(GuestFiles files) throws IOException {
        if (this == FREEBSD && files.isFile("bin/freebsd-version")) {
            return true; // where the base system is made of packages, freebsd-update is gone
        }
        for (String marker : markers) {
            if (!files.isEntry(marker)) {
                return false;
            }
        }
        String motd = this == DRAGONFLY ? files.firstLine("etc/motd") : null; // the rest is FreeBSD's, too
        return this != DRAGONFLY || motd != null && motd.startsWith(title);
    }

    public OsType osType() {
        return osType;
    }

    /** Asks all that is known to ask of such a guest; what fails is a gap and stops nothing else. */
    public Findings ask(GuestFiles files) {
        if (this == HURD) {
            return LinuxRules.ask(files); // distributions of it are those of Linux with another kernel
        }
        Findings findings = new Findings();
        LinuxRules.ask(
                List.of(
                        new Question("name", this::identify),
                        new Question("architecture", osType == OsType.DOS ? this::tellI386 : new ArchitectureRule()),
                        new Question("hostname", this::tellHostname),
                        new Question("FreeBSD packages", new FreeBsdRule()),
                        new Question("BSD packages", new BsdRule())),
                files,
                findings);
        findings.sortApplications();
        return findings;
    }

    private void identify(GuestFiles files, Findings findings) throws IOException {
        findings.tell(Fact.DISTRO, distro, "/" + markers.getLast());
        for (String path : versionFiles()) {
            String line = path.equals("bin/freebsd-version") ? userland(files, path) : files.firstLine(path);
            Version version = line == null ? null : Version.find(line.replace(" v", " "));
            if (line != null && version != null && (line.startsWith(title) || osType == OsType.MINIX)) {
                String text = version.minor().isPresent()
                        ? version.major() + "." + version.minor().getAsInt()
                        : Integer.toString(version.major());
                findings.tell(
                        Fact.OS_NAME, osType == OsType.MINIX ? title + " " + line.strip() : name(line), "/" + path);
                findings.correctVersion(version, text, "/" + path);
                if (osType == OsType.FREEBSD || osType == OsType.NETBSD || osType == OsType.OPENBSD) {
                    findings.tell(Fact.OSINFO, distro + text, "/" + path);
                }
                return;
            }
        }
        findings.tell(Fact.OS_NAME, title, "/" + markers.getLast());
    }

    private List<String> versionFiles() {
        return switch (osType) {
            case FREEBSD -> List.of("bin/freebsd-version", "etc/motd", "etc/motd.template", "var/run/motd");
            case DRAGONFLY, OPENBSD -> List.of("etc/motd");
            case NETBSD -> List.of("etc/release");
            case MINIX -> List.of("etc/version");
            case HURD, DOS, LINUX, WINDOWS -> List.of();
        };
    }

    /** {@code USERLAND_VERSION="13.2-RELEASE-p1"}: the only place that patches of the userland change. */
    private static @Nullable String userland(GuestFiles files, String path) throws IOException {
        String text = files.text(path);
        String version = text == null ? null : ShellAssignments.parse(text).get("USERLAND_VERSION");
        return version == null || version.isBlank() ? null : "FreeBSD " + version.strip();
    }

    /** {@code FreeBSD 13.2-RELEASE (GENERIC) #0 …}: what stands before the kernel's name and number. */
    private static String name(String line) {
        int end = line.length();
        for (String rest : new String[] {" (", " #", "/"}) {
            int at = line.indexOf(rest);
            if (at > 0) {
                end = Math.min(end, at);
            }
        }
        return line.substring(0, end).strip();
    }

    private void tellI386(GuestFiles files, Findings findings) {
        findings.tell(Fact.ARCHITECTURE, "i386", "/" + markers.getLast());
    }

    private void tellHostname(GuestFiles files, Findings findings) throws IOException {
        switch (osType) {
            case OPENBSD -> findings.tell(Fact.HOSTNAME, strip(files.firstLine("etc/myname")), "/etc/myname");
            case MINIX ->
                findings.tell(Fact.HOSTNAME, strip(files.firstLine("etc/hostname.file")), "/etc/hostname.file");
            case FREEBSD, DRAGONFLY, NETBSD -> {
                String text = files.text("etc/rc.conf");
                String name = text == null ? null : ShellAssignments.parse(text).get("hostname");
                findings.tell(Fact.HOSTNAME, strip(name), "/etc/rc.conf");
            }
            case HURD, DOS, LINUX, WINDOWS -> {}
        }
    }

    private static @Nullable String strip(@Nullable String text) {
        return text == null ? null : text.strip();
    }
}
