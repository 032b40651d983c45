package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.TextLines;
import io.guestkit.inspect.parse.Version;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The release files of single distributions: how guests from before os-release tell who they are, and where some still
 * keep the minor version that os-release leaves out.
 */
final class ReleaseFileRule implements Rule {

    /** In the order in which they are tried: derived distributions keep the files of their parents. */
    private static final ReleaseFile[] FILES = {
        new ReleaseFile("etc/openmandriva-release", "openmandriva"),
        new ReleaseFile("etc/opencloudos-release", "opencloudos"),
        new ReleaseFile("etc/tencentos-release", "tencentos"),
        new ReleaseFile("etc/oracle-release", "oraclelinux"),
        new ReleaseFile("etc/enterprise-release", "oraclelinux"),
        new ReleaseFile("etc/almalinux-release", "almalinux"),
        new ReleaseFile("etc/centos-release", "centos"),
        new ReleaseFile("etc/circle-release", "circle"),
        new ReleaseFile("etc/rocky-release", "rocky"),
        new ReleaseFile("etc/mageia-release", "mageia"),
        new ReleaseFile("etc/mandriva-release", "mandriva"),
        new ReleaseFile("etc/altlinux-release", "altlinux"),
        new ReleaseFile("etc/fedora-release", "fedora"),
        new ReleaseFile("etc/redhat-release", ""),
        new ReleaseFile("etc/debian_version", "debian"),
        new ReleaseFile("etc/pardus-release", "pardus"),
        new ReleaseFile("etc/arch-release", "archlinux"),
        new ReleaseFile("etc/gentoo-release", "gentoo"),
        new ReleaseFile("etc/meego-release", "meego"),
        new ReleaseFile("etc/slackware-version", "slackware"),
        new ReleaseFile("etc/ttylinux-target", "ttylinux"),
        new ReleaseFile("etc/SuSE-release", ""),
        new ReleaseFile("etc/cirros/version", "cirros"),
        new ReleaseFile("etc/br-version", "buildroot"),
        new ReleaseFile("etc/alpine-release", "alpinelinux"),
        new ReleaseFile("etc/frugalware-release", "frugalware"),
        new ReleaseFile("etc/pld-release", "pldlinux"),
    };

    /** @param distro empty where the content says which of several it is */
    private record ReleaseFile(String path, String distro) {}

    /** @param name for people; null if the file tells none */
    private record Release(
            String distro, @Nullable String name, @Nullable Version version) {}

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String known = findings.value(Fact.DISTRO).orElse(null);
        if (known == null) {
            identify(files, findings);
        } else if (known.equals("buildroot")) {
            unmask(files, known, findings);
        } else if (Distribution.hidesMinor(known)
                && (findings.number(Fact.MINOR_VERSION).isEmpty() || known.equals("debian"))) {
            refine(files, known, findings);
        }
        String distro = findings.value(Fact.DISTRO).orElse(null);
        if (findings.number(Fact.MAJOR_VERSION).isPresent() && distro != null && !Distribution.hidesMinor(distro)) {
            findings.tell(Fact.MINOR_VERSION, "0", "major version");
        }
    }

    private static void identify(GuestFiles files, Findings findings) throws IOException {
        for (ReleaseFile file : FILES) {
            Release release = read(files, file);
            if (release != null) {
                tell(release, "/" + file.path, findings);
                return;
            }
        }
    }

    private static void tell(Release release, String source, Findings findings) {
        findings.tell(Fact.DISTRO, release.distro, source);
        findings.tell(Fact.OS_NAME, release.name, source);
        Version version = release.version;
        if (version != null && findings.value(Fact.OS_VERSION).isEmpty()) {
            findings.correctVersion(version, version.text(), source);
        }
    }

    private static void unmask(GuestFiles files, String disguise, Findings findings) throws IOException {
        for (ReleaseFile file : FILES) {
            if (disguise.equals(Distribution.disguise(file.distro))) {
                Release release = read(files, file);
                if (release != null) {
                    String source = "/" + file.path;
                    findings.correct(Fact.DISTRO, release.distro, source);
                    findings.correct(Fact.OS_NAME, release.name == null ? release.distro : release.name, source);
                    findings.correctVersion(
                            release.version, release.version == null ? "" : release.version.text(), source);
                }
            }
        }
    }

    private static void refine(GuestFiles files, String distro, Findings findings) throws IOException {
        for (ReleaseFile file : FILES) {
            boolean speaksOfIt = file.distro.equals(distro)
                    || file.distro.equals("debian") && distro.equals("raspbian")
                    || file.distro.isEmpty()
                            && Distribution.family(distro, findings.resembles()) == Distribution.Family.RED_HAT;
            Version version = speaksOfIt ? versionOf(read(files, file)) : null;
            if (version != null && findings.number(Fact.MAJOR_VERSION).orElse(version.major()) == version.major()) {
                findings.correctVersion(version, version.text(), "/" + file.path);
                if (version.minor().isEmpty()) {
                    findings.tell(Fact.MINOR_VERSION, "0", "/" + file.path); // such as CentOS Stream
                }
                return;
            }
        }
    }

    private static @Nullable Version versionOf(@Nullable Release release) {
        return release == null ? null : release.version;
    }

    private static @Nullable Release read(GuestFiles files, ReleaseFile file) throws IOException {
        String text = files.text(file.path);
        if (text == null) {
            return null;
        }
        int newline = text.indexOf('\n');
        String line = (newline < 0 ? text : text.substring(0, newline)).strip();
        if (line.isEmpty() && !file.path.equals("etc/arch-release")) {
            return null; // only Arch says all by the name of the file
        }
        return switch (file.path) {
            case "etc/redhat-release" -> redHat(line);
            case "etc/SuSE-release" -> suse(text, line);
            case "etc/debian_version" -> debian(line);
            case "etc/cirros/version" -> new Release("cirros", ("CirrOS " + line).strip(), Version.of(line));
            case "etc/br-version" ->
                files.isFile("usr/share/cirros/logo")
                        ? new Release("cirros", ("CirrOS " + line).strip(), Version.of(line))
                        : new Release("buildroot", ("Buildroot " + line).strip(), Version.of(line));
            case "etc/alpine-release" -> new Release("alpinelinux", "Alpine Linux v" + line, Version.of(line));
            case "etc/arch-release" -> new Release("archlinux", line.isEmpty() ? "Arch Linux" : line, null);
            default -> new Release(file.distro, line, Version.find(line));
        };
    }

    /** A testing release has the names of two suites where others have a number. */
    private static Release debian(String line) {
        return new Release("debian", "Debian GNU/Linux " + line, Version.find(line));
    }

    private static Release redHat(String line) {
        String distro = "redhat-based";
        if (line.startsWith("Fedora")) {
            distro = "fedora";
        } else if (line.startsWith("Red Hat Enterprise Linux")) {
            distro = "rhel";
        } else if (line.startsWith("CentOS")) {
            distro = "centos";
        } else if (line.startsWith("Scientific Linux")) {
            distro = "scientificlinux";
        } else if (line.startsWith("Circle")) {
            distro = "circle";
        } else if (line.startsWith("Rocky")) {
            distro = "rocky";
        } else if (line.startsWith("AlmaLinux")) {
            distro = "almalinux";
        }
        return new Release(distro, line, Version.find(line));
    }

    private static Release suse(String text, String line) {
        String distro = "suse-based";
        if (line.startsWith("SUSE Linux Enterprise") || line.startsWith("Novell Linux Desktop")) {
            distro = "sles";
        } else if (line.startsWith("openSUSE") || line.startsWith("SUSE LINUX")) {
            distro = "opensuse";
        }
        String version = value(text, "VERSION");
        String patchLevel = value(text, "PATCHLEVEL");
        if (version == null) {
            return new Release(distro, line, Version.find(line));
        }
        boolean patched = patchLevel != null && distro.equals("sles") && version.indexOf('.') < 0;
        return new Release(distro, line, Version.of(patched ? version + "." + patchLevel : version));
    }

    private static @Nullable String value(String text, String key) {
        for (String line : TextLines.of(text)) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).strip().equals(key)) {
                return line.substring(equals + 1).strip();
            }
        }
        return null;
    }
}
