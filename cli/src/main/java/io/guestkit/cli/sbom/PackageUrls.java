package io.guestkit.cli.sbom;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURLBuilder;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.Identity;
import java.util.Optional;

/** Package URLs of the packages of one guest. */
public final class PackageUrls {

    private final String id;
    private final String distro;

    public PackageUrls(Identity guest) {
        this.id = osReleaseId(guest.distro().orElse(""));
        this.distro = id + version(guest);
    }

    /** The id that os-release has for a distribution, which reports call by libguestfs' name. */
    private static String osReleaseId(String distro) {
        return switch (distro) {
            case "alpinelinux" -> "alpine";
            case "archlinux" -> "arch";
            case "kalilinux" -> "kali";
            case "voidlinux" -> "void";
            case "amazonlinux" -> "amzn";
            case "oraclelinux" -> "ol";
            case "scientificlinux" -> "scientific";
            default -> distro;
        };
    }

    /** As os-release has it: Debian's has no minor number. */
    private String version(Identity guest) {
        String version = guest.osVersion().orElse("");
        if (id.equals("debian") && guest.majorVersion().isPresent()) {
            version = Integer.toString(guest.majorVersion().getAsInt());
        }
        return version.isEmpty() ? "" : "-" + version;
    }

    /** Id of the distribution, as os-release has it; empty if it is not known. */
    String id() {
        return id;
    }

    /** The package URL; empty if the package is of no kind that has them, or its name makes none. */
    public Optional<String> of(Application application) {
        try {
            PackageURLBuilder url = PackageURLBuilder.aPackageURL()
                    .withName(application.name())
                    .withVersion(emptyIsNone(versionAndRelease(application)));
            String format = application.format().orElse("");
            switch (format) {
                case "deb" -> deb(url, application);
                case "rpm" -> rpm(url, application);
                case "apk" -> distribution(url, "apk", id.isEmpty() ? "alpine" : id, application);
                case "pacman" -> {
                    distribution(url, "alpm", id.isEmpty() ? "arch" : id, application);
                    url.withVersion(epochAndVersion(application));
                }
                case "ebuild" -> {
                    int slash = application.name().indexOf('/');
                    url.withType("ebuild")
                            .withNamespace(application.name().substring(0, Math.max(0, slash)))
                            .withName(application.name().substring(slash + 1));
                }
                case "pypi", "gem", "cargo", "nuget" -> {
                    return Optional.of(url.withType(format).build().canonicalize());
                }
                case "npm", "composer", "golang" -> {
                    return Optional.of(inNamespace(url, format, application.name(), '/'));
                }
                case "maven" -> {
                    return Optional.of(inNamespace(url, format, application.name(), ':'));
                }
                case "", "jar" -> {
                    return Optional.empty(); // no coordinates, no address
                }
                default -> // kinds that the specification has no type for
                    qualify(url.withType("generic"), "arch", application.arch())
                            .withVersion(epochAndVersion(application));
            }
            if (!distro.isEmpty()) {
                url.withQualifier("distro", distro);
            }
            return Optional.of(url.build().canonicalize());
        } catch (MalformedPackageURLException e) {
            return Optional.empty();
        }
    }

    /** Of a package whose name is that of its namespace, too: up to the last separator. */
    private static String inNamespace(PackageURLBuilder url, String type, String name, char separator)
            throws MalformedPackageURLException {
        int end = name.lastIndexOf(separator);
        return url.withType(type)
                .withNamespace(emptyIsNone(name.substring(0, Math.max(0, end))))
                .withName(name.substring(end + 1))
                .build()
                .canonicalize();
    }

    private void deb(PackageURLBuilder url, Application application) {
        distribution(url, "deb", id.isEmpty() ? "debian" : id, application);
        url.withVersion(epochAndVersion(application));
    }

    private void rpm(PackageURLBuilder url, Application application) {
        url.withType("rpm").withNamespace(id.equals("rhel") ? "redhat" : emptyIsNone(id));
        qualify(url, "arch", application.arch());
        if (application.epoch().isPresent()) {
            url.withQualifier("epoch", Long.toString(application.epoch().getAsLong()));
        }
        qualify(url, "upstream", application.sourcePackage());
        qualify(url, "rpmmod", application.moduleLabel());
    }

    private static void distribution(PackageURLBuilder url, String type, String namespace, Application application) {
        url.withType(type).withNamespace(namespace);
        qualify(url, "arch", application.arch());
        Optional<String> source = application.sourcePackage();
        if (source.isPresent()) {
            Optional<String> version = application.sourceVersion();
            url.withQualifier("upstream", source.get() + (version.isPresent() ? "@" + version.get() : ""));
        }
    }

    private static PackageURLBuilder qualify(PackageURLBuilder url, String key, Optional<String> value) {
        return value.isPresent() ? url.withQualifier(key, value.get()) : url;
    }

    /** The whole version in the spelling of its package manager, but without epoch. */
    static String versionAndRelease(Application application) {
        String separator = switch (application.format().orElse("")) {
            case "apk" -> "-r";
            case "xbps" -> "_";
            default -> "-";
        };
        return application.version()
                + (application.release().isPresent()
                        ? separator + application.release().get()
                        : "");
    }

    /** The whole version, the epoch in front. */
    public static String epochAndVersion(Application application) {
        String version = versionAndRelease(application);
        return application.epoch().isPresent() ? application.epoch().getAsLong() + ":" + version : version;
    }

    @SuppressWarnings("NullAway") // the builder takes null for none
    private static String emptyIsNone(String text) {
        return text.isEmpty() ? null : text;
    }
}
