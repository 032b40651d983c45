package io.guestkit.cli.sbom;

import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.GuestReport;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of document say, each in its own words.
 *
 * @param subject what was looked into: the name of the first image
 * @param toolVersion of guestkit
 * @param time of the document; null to leave it out where that is allowed
 */
public record Sbom(
        String subject, String toolVersion, @Nullable Instant time, List<System> systems) {

    public Sbom {
        systems = List.copyOf(systems);
    }

    /**
     * An operating system.
     *
     * @param name id of its distribution, or the kind of system if that is not known
     */
    public record System(String name, String version, String title, List<Item> items) {
        public System {
            items = List.copyOf(items);
        }
    }

    /**
     * A package.
     *
     * @param reference unique in the document
     */
    public record Item(String reference, Application application, String version, Optional<String> purl) {}

    /** All packages of these guests; a key that rpm keeps among its packages is none. */
    public static Sbom of(String subject, String toolVersion, @Nullable Instant time, List<GuestReport> guests) {
        Set<String> references = new HashSet<>();
        List<System> systems = new ArrayList<>();
        for (GuestReport guest : guests) {
            PackageUrls urls = new PackageUrls(guest.identity());
            List<Item> items = new ArrayList<>();
            for (Application application : guest.applications()) {
                if (application.format().equals(Optional.of("rpm"))
                        && application.name().equals("gpg-pubkey")) {
                    continue;
                }
                Optional<String> purl = urls.of(application);
                String version = application.format().equals(Optional.of("rpm"))
                        ? PackageUrls.versionAndRelease(application)
                        : PackageUrls.epochAndVersion(application);
                String wanted = purl.orElseGet(() -> application.name() + "@" + version);
                items.add(new Item(unique(wanted, references), application, version, purl));
            }
            String type = guest.identity().osType().name().toLowerCase(java.util.Locale.ROOT);
            String name = urls.id().isEmpty() ? type : urls.id();
            String version = guest.identity().osVersion().orElse("");
            systems.add(new System(name, version, guest.identity().osName().orElse(name), items));
        }
        return new Sbom(subject, toolVersion, time, systems);
    }

    /** One package may be installed at several places, and two guests may have the same. */
    private static String unique(String wanted, Set<String> taken) {
        String reference = wanted;
        for (int i = 2; !taken.add(reference); i++) {
            reference = wanted + "#" + i;
        }
        return reference;
    }

    /** Made of all that the document says, so that it is the same for the same content and for no other. */
    UUID uuid() {
        return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The address of a package's home page, if it is one. */
    static Optional<String> webAddress(Application application) {
        String url = application.url().orElse("");
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            return uri.getHost() != null
                            && scheme != null
                            && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
                    ? Optional.of(uri.toASCIIString())
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
