package io.guestkit.inspect.rule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of distributions by name. */
final class Distribution {

    private static final int MAX_ID = 64;

    private Distribution() {}

    /** Distributions with the same packages and the same habits. */
    enum Family {
        DEBIAN,
        FEDORA,
        RED_HAT,
        SUSE,
        MANDRIVA,
        ARCH,
        ALPINE,
        GENTOO,
        /** rpm packages that apt installs. */
        ALT,
        /** rpm packages that tdnf installs. */
        PHOTON,
        VOID
    }

    /**
     * The name in reports of what os-release calls {@code id}: libguestfs' where it has one, the id itself where not.
     *
     * @return null if that is no id
     */
    static @Nullable String ofId(String id) {
        String name = id.toLowerCase(Locale.ROOT);
        if (name.startsWith("opensuse")) {
            return "opensuse";
        }
        return switch (name) {
            case "alpine" -> "alpinelinux";
            case "arch" -> "archlinux";
            case "kali" -> "kalilinux";
            case "pld" -> "pldlinux";
            case "void" -> "voidlinux";
            case "sled", "sles_sap", "sle_hpc" -> "sles";
            case "amzn" -> "amazonlinux";
            case "ol" -> "oraclelinux";
            case "scientific" -> "scientificlinux";
            case "pop_os" -> "pop";
            default -> isId(name) ? name : null;
        };
    }

    private static boolean isId(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_ID;
    }

    /** The family of a distribution, by its own name or else by what it says to resemble; null if neither is known. */
    static @Nullable Family family(@Nullable String distro, List<String> resembles) {
        Family family = distro == null ? null : familyOf(distro);
        for (int i = 0; family == null && i < resembles.size(); i++) {
            String name = ofId(resembles.get(i));
            family = name == null ? null : familyOf(name);
        }
        return family;
    }

    private static @Nullable Family familyOf(String distro) {
        return switch (distro) {
            case "debian",
                    "ubuntu",
                    "kalilinux",
                    "linuxmint",
                    "raspbian",
                    "devuan",
                    "elementary",
                    "pop",
                    "zorin",
                    "neon",
                    "deepin",
                    "uos",
                    "parrot",
                    "pureos",
                    "mx",
                    "trisquel",
                    "astra",
                    "vyos" -> Family.DEBIAN;
            case "fedora", "nobara", "ultramarine", "meego" -> Family.FEDORA;
            case "rhel",
                    "centos",
                    "rocky",
                    "almalinux",
                    "oraclelinux",
                    "scientificlinux",
                    "circle",
                    "redhat-based",
                    "eurolinux",
                    "miraclelinux",
                    "virtuozzo",
                    "cloudlinux",
                    "rhcos",
                    "amazonlinux",
                    "anolis",
                    "kylin",
                    "neokylin",
                    "opencloudos",
                    "tencentos",
                    "openeuler" -> Family.RED_HAT;
            case "opensuse", "sles", "suse-based", "suse", "sle-micro", "sl-micro" -> Family.SUSE;
            case "mageia", "mandriva", "openmandriva", "rosa" -> Family.MANDRIVA;
            case "archlinux", "manjaro", "endeavouros", "steamos", "artix", "garuda", "cachyos" -> Family.ARCH;
            case "alpinelinux", "postmarketos" -> Family.ALPINE;
            case "gentoo", "funtoo", "calculate" -> Family.GENTOO;
            case "altlinux" -> Family.ALT;
            case "photon", "azurelinux", "mariner" -> Family.PHOTON;
            case "voidlinux" -> Family.VOID;
            default -> null;
        };
    }

    /** Whether releases have a minor number that os-release may leave out. */
    static boolean hidesMinor(String distro) {
        return switch (distro) {
            case "debian", "raspbian", "centos", "rocky", "circle", "scientificlinux" -> true;
            default -> false;
        };
    }

    /** The distribution whose os-release another one is known to keep as its own; null if there is none such. */
    static @Nullable String disguise(String distro) {
        return switch (distro) {
            case "linuxmint", "elementary", "zorin" -> "ubuntu";
            case "cirros" -> "buildroot";
            default -> null;
        };
    }
}
