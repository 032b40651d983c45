package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.parse.Version;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Name and version from lsb-release, where os-release does not tell or tells the name of the parent. */
final class LsbReleaseRule implements Rule {

    private static final String PATH = "etc/lsb-release";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String known = findings.value(Fact.DISTRO).orElse(null);
        if (known != null && !known.equals("ubuntu")) {
            return;
        }
        String text = files.text(PATH);
        if (text == null) {
            return;
        }
        Map<String, String> values = ShellAssignments.parse(text);
        String source = "/" + PATH;
        String distro = distro(values.get("DISTRIB_ID"));
        String release = values.getOrDefault("DISTRIB_RELEASE", "").strip();
        Version version = Version.of(release);
        String description = values.getOrDefault("DISTRIB_DESCRIPTION", "").strip();
        if (distro != null && known != null && known.equals(Distribution.disguise(distro))) {
            findings.correct(Fact.DISTRO, distro, source);
            findings.correct(Fact.OS_NAME, description.isEmpty() ? distro : description, source);
            findings.correctVersion(version, release, source);
        } else if (known == null && distro != null) {
            findings.tell(Fact.DISTRO, distro, source);
            findings.tell(Fact.OS_NAME, description, source);
            if (findings.value(Fact.OS_VERSION).isEmpty()) {
                findings.correctVersion(version, release, source);
            }
        }
    }

    private static @Nullable String distro(@Nullable String id) {
        return switch (id == null ? "" : id) {
            case "CoreOS" -> "coreos";
            case "LinuxMint" -> "linuxmint";
            case "Mageia" -> "mageia";
            case "MandrivaLinux" -> "mandriva";
            case "Ubuntu" -> "ubuntu";
            case "Debian" -> "debian";
            case "Arch" -> "archlinux";
            case "Gentoo" -> "gentoo";
            case "elementary", "elementary OS" -> "elementary";
            case "Zorin" -> "zorin";
            default -> null;
        };
    }
}
