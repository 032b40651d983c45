package io.guestkit.inspect.rule;

import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The short id that osinfo-db has for this release, which is what virt-install and libvirt's metadata take. */
final class OsinfoRule implements Rule {

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String distro = findings.value(Fact.DISTRO).orElse("");
        OptionalInt major = findings.number(Fact.MAJOR_VERSION);
        int minor = findings.number(Fact.MINOR_VERSION).orElse(0);
        String id = major.isPresent() ? ofRelease(distro, major.getAsInt(), minor, findings) : ofRolling(distro);
        findings.tell(Fact.OSINFO, id, "distro, version");
    }

    private static @Nullable String ofRolling(String distro) {
        return switch (distro) {
            case "archlinux", "gentoo", "voidlinux" -> distro;
            default -> null;
        };
    }

    private static @Nullable String ofRelease(String distro, int major, int minor, Findings findings) {
        String name = findings.value(Fact.OS_NAME).orElse("");
        return switch (distro) {
            case "archlinux", "gentoo", "voidlinux" -> distro;
            case "debian" -> major >= 4 ? "debian" + major : "debian" + major + "." + minor;
            case "ubuntu" -> "ubuntu" + major + (minor < 10 ? ".0" : ".") + minor;
            case "fedora", "mageia" -> distro + major;
            case "centos" -> centos(major, minor, name);
            case "rocky", "circle", "almalinux" -> distro + major;
            case "oraclelinux" -> "ol" + major + "." + minor;
            case "sles" -> (major >= 15 ? "sle" : "sles") + major + (minor > 0 ? "sp" + minor : "");
            case "opensuse" -> major >= 10_000_000 ? "opensusetumbleweed" : "opensuse" + major + "." + minor;
            case "altlinux" -> (major >= 8 ? "alt" : "altlinux") + major + "." + minor;
            case "rhel", "alpinelinux", "scientificlinux", "openmandriva", "cirros", "mandriva" ->
                distro + major + "." + minor;
            default -> null;
        };
    }

    private static String centos(int major, int minor, String name) {
        if (major >= 8) {
            return (name.contains("Stream") ? "centos-stream" : "centos") + major;
        }
        return "centos" + major + "." + (major == 7 ? 0 : minor);
    }
}
