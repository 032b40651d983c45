package io.guestkit.cli.sbom;

import io.guestkit.inspect.report.Application;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SPDX 2.3. */
public final class Spdx {

    private static final String UNKNOWN = "NOASSERTION";

    private Spdx() {}

    /** The document as maps, lists and texts, for any writer of JSON. */
    public static Map<String, Object> document(Sbom sbom) {
        List<Object> packages = new ArrayList<>();
        List<Object> relationships = new ArrayList<>();
        packages.add(described("SPDXRef-Image", sbom.subject(), "", "CONTAINER"));
        relationships.add(relationship("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Image"));
        int number = 0;
        for (int i = 0; i < sbom.systems().size(); i++) {
            Sbom.System system = sbom.systems().get(i);
            String os = "SPDXRef-OperatingSystem-" + (i + 1);
            packages.add(described(os, system.name(), system.version(), "OPERATING_SYSTEM"));
            relationships.add(relationship("SPDXRef-Image", "CONTAINS", os));
            for (Sbom.Item item : system.items()) {
                String id = "SPDXRef-Package-" + ++number + "-"
                        + idString(item.application().name());
                packages.add(described(id, item));
                relationships.add(relationship(os, "CONTAINS", id));
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("spdxVersion", "SPDX-2.3");
        document.put("dataLicense", "CC0-1.0");
        document.put("SPDXID", "SPDXRef-DOCUMENT");
        document.put("name", line(sbom.subject()));
        document.put("documentNamespace", "urn:uuid:" + sbom.uuid());
        document.put("creationInfo", creation(sbom));
        document.put("packages", packages);
        document.put("relationships", relationships);
        return document;
    }

    private static Map<String, Object> creation(Sbom sbom) {
        Instant time = sbom.time() == null ? Instant.now() : sbom.time(); // a document cannot do without
        Map<String, Object> creation = new LinkedHashMap<>();
        creation.put("created", time.truncatedTo(ChronoUnit.SECONDS).toString());
        creation.put("creators", List.of("Tool: guestkit-" + sbom.toolVersion()));
        return creation;
    }

    private static Map<String, Object> described(String id, Sbom.Item item) {
        Application application = item.application();
        Map<String, Object> described = described(id, application.name(), item.version(), "LIBRARY");
        application.publisher().ifPresent(publisher -> described.put("supplier", "Organization: " + line(publisher)));
        application.summary().ifPresent(summary -> described.put("summary", summary));
        Sbom.webAddress(application).ifPresent(address -> described.put("homepage", address));
        application.license().ifPresent(license -> described.put("licenseComments", "The package says: " + license));
        application
                .sourcePackage()
                .ifPresent(source -> described.put(
                        "sourceInfo",
                        "built from " + source
                                + application
                                        .sourceVersion()
                                        .map(version -> " " + version)
                                        .orElse("")));
        item.purl().ifPresent(purl -> {
            Map<String, Object> reference = new LinkedHashMap<>();
            reference.put("referenceCategory", "PACKAGE-MANAGER");
            reference.put("referenceType", "purl");
            reference.put("referenceLocator", purl);
            described.put("externalRefs", List.of(reference));
        });
        return described;
    }

    private static Map<String, Object> described(String id, String name, String version, String purpose) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("SPDXID", id);
        described.put("name", name);
        if (!version.isEmpty()) {
            described.put("versionInfo", version);
        }
        described.put("downloadLocation", UNKNOWN);
        described.put("filesAnalyzed", false);
        described.put("licenseConcluded", UNKNOWN);
        described.put("licenseDeclared", UNKNOWN);
        described.put("copyrightText", UNKNOWN);
        described.put("primaryPackagePurpose", purpose);
        return described;
    }

    private static Map<String, Object> relationship(String from, String type, String to) {
        Map<String, Object> relationship = new LinkedHashMap<>();
        relationship.put("spdxElementId", from);
        relationship.put("relationshipType", type);
        relationship.put("relatedSpdxElement", to);
        return relationship;
    }

    /** Letters, digits, dots and hyphens are all that an id may have. */
    private static String idString(String name) {
        StringBuilder id = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.';
            id.append(allowed ? c : '-');
        }
        return id.toString();
    }

    private static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            line.append(text.charAt(i) < ' ' ? ' ' : text.charAt(i));
        }
        return line.toString();
    }
}
