package io.guestkit.inspect.language;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** What a Java archive holds: packages of Maven that say so, or else the archive itself by its manifest. */
final class JarPackages {

    private static final int MAX_NESTED = 64 << 20;
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private JarPackages() {}

    static boolean isJar(String name) {
        return name.endsWith(".jar") || name.endsWith(".war") || name.endsWith(".ear");
    }

    /** @param path where it is reported to be */
    static void read(BlockSource file, String path, Finds finds) throws IOException {
        read(file, path, true, finds);
    }

    /** @param outer whether jars inside are looked into, which those inside of them are not */
    private static void read(BlockSource file, String path, boolean outer, Finds finds) throws IOException {
        ZipDirectory archive = ZipDirectory.open(file, finds);
        boolean named = false;
        ZipDirectory.Member manifest = null;
        for (ZipDirectory.Member member : archive.members()) {
            if (member.name().startsWith("META-INF/maven/") && member.name().endsWith("/pom.properties")) {
                named |= addMaven(archive.content(member, Finds.MAX_METADATA, finds), path, finds);
            } else if (member.name().equals(MANIFEST)) {
                manifest = member;
            } else if (outer && isJar(member.name())) {
                byte[] nested = archive.content(member, MAX_NESTED, finds);
                read(new BytesSource(nested), path + "!/" + member.name(), false, finds);
            }
        }
        if (!named && manifest != null) {
            addByManifest(archive.content(manifest, Finds.MAX_METADATA, finds), path, finds);
        }
    }

    private static boolean addMaven(byte[] content, String path, Finds finds) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            return false; // an escape that is none
        }
        String group = properties.getProperty("groupId");
        String artifact = properties.getProperty("artifactId");
        String version = properties.getProperty("version");
        if (group == null || group.isEmpty() || artifact == null || artifact.isEmpty() || version == null) {
            return false;
        }
        finds.add(Application.of("maven", group + ":" + artifact, version)
                .installPath(path)
                .build());
        return true;
    }

    /** Without coordinates there is a name at best, and that of the file where the manifest has none. */
    private static void addByManifest(byte[] content, String path, Finds finds) throws IOException {
        Attributes main = new Manifest(new ByteArrayInputStream(content)).getMainAttributes();
        String version = first(main, "Implementation-Version", "Bundle-Version", "Specification-Version");
        String name = first(main, "Bundle-SymbolicName", "Automatic-Module-Name", "Implementation-Title");
        if (version == null) {
            return;
        }
        if (name == null) {
            name = path.substring(path.lastIndexOf('/') + 1);
        }
        int directive = name.indexOf(';');
        finds.add(Application.of("jar", directive < 0 ? name : name.substring(0, directive), version)
                .publisher(first(main, "Implementation-Vendor", "Bundle-Vendor"))
                .license(first(main, "Bundle-License"))
                .installPath(path)
                .build());
    }

    private static @Nullable String first(Attributes attributes, String... names) {
        for (String name : names) {
            String value = attributes.getValue(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }
}
