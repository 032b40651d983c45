package io.guestkit.migrate.machine;

import java.util.Optional;

/** The ids of osinfo-db, which are URLs, of what it has short ids for. */
final class OsinfoIds {

    private OsinfoIds() {}

    /** @param shortId such as {@code debian12}; empty if nothing is known of its family */
    static Optional<String> url(String shortId) {
        int end = 0;
        while (end < shortId.length() && (isLetter(shortId.charAt(end)) || shortId.charAt(end) == '-')) {
            end++;
        }
        String family = shortId.substring(0, end);
        String version = shortId.substring(end);
        for (int i = 0; i < version.length(); i++) {
            char c = version.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '.') {
                return Optional.empty();
            }
        }
        return switch (family) {
            case "archlinux", "gentoo", "voidlinux" -> of(family + ".org", family, version.isEmpty() ? "rolling" : "");
            case "opensusetumbleweed" -> of("opensuse.org", "opensuse", version.isEmpty() ? "tumbleweed" : "");
            case "winxp", "winvista" -> of("microsoft.com", "win", version.isEmpty() ? family.substring(3) : "");
            case "win" -> of("microsoft.com", family, version);
            case "debian", "mageia" -> of(family + ".org", family, version);
            case "ubuntu" -> of("ubuntu.com", family, version);
            case "fedora" -> of("fedoraproject.org", family, version);
            case "centos", "centos-stream" -> of("centos.org", family, version);
            case "rocky" -> of("rockylinux.org", family, version);
            case "almalinux", "alpinelinux", "scientificlinux" -> of(family + ".org", family, version);
            case "rhel" -> of("redhat.com", family, version);
            case "ol" -> of("oracle.com", family, version);
            case "sle", "sles" -> of("suse.com", family, version.replace("sp", "."));
            case "opensuse" -> of("opensuse.org", family, version);
            case "alt", "altlinux" -> of("altlinux.org", family, version);
            case "mandriva" -> of("mandriva.com", family, version);
            case "openmandriva" -> of("openmandriva.org", family, version);
            case "cirros" -> of("cirros-cloud.net", family, version);
            case "circle" -> of("cclinux.org", family, version);
            case "freebsd", "netbsd", "openbsd" -> of(family + ".org", family, version);
            default -> Optional.empty();
        };
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static Optional<String> of(String vendor, String family, String version) {
        boolean odd = version.isEmpty() || version.startsWith("."); // not ours
        return odd ? Optional.empty() : Optional.of("http://" + vendor + "/" + family + "/" + version);
    }
}
