package io.guestkit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reports of Linux guests against those of virt-inspector, element by element. What differs on purpose is in
 * {@link #isMeant}, and told in docs/virt-inspector.md; an element that this test does not know is a failure.
 */
@Tag("oracle")
@Tag("long")
class VirtInspectorOracleTest {

    /** Elements of a guest that are compared as they are, and what the report calls them. */
    private static final Map<String, String> IDENTITY = Map.ofEntries(
            Map.entry("name", "os_type"),
            Map.entry("arch", "architecture"),
            Map.entry("distro", "distro"),
            Map.entry("product_name", "os_name"),
            Map.entry("product_variant", "product_variant"),
            Map.entry("major_version", "major_version"),
            Map.entry("minor_version", "minor_version"),
            Map.entry("package_format", "package_format"),
            Map.entry("package_management", "package_manager"),
            Map.entry("hostname", "hostname"),
            Map.entry("build_id", "build_id"),
            Map.entry("osinfo", "osinfo"));

    private static final List<String> APPLICATION =
            List.of("epoch", "version", "release", "url", "source_package", "summary", "publisher", "display_name");

    @ParameterizedTest
    @CsvSource({
        "debian-guests, efi-zlib.qcow2, 1",
        "debian-guests, bios.raw, 1",
        "debian-guests, two.raw, 2",
        "vmware-guests, lvm-bios.raw, 1",
        "vmware-guests, btrfs-uefi.raw, 1"
    })
    @Proves(
            area = "guests",
            feature = "Debian and Alpine: identity, mountpoints, file systems, packages; each field of them",
            verdict = "reported",
            referee = "virt-inspector")
    void debian(String fixture, String image, int guests) throws Exception {
        assertThat(compared(Fixtures.of(fixture).resolve(image))).isEqualTo(guests);
    }

    /**
     * A Fedora as far as an inspection can tell, with a database that rpm has made. Debian's libguestfs fails on any
     * database of rpm ("rpmtsInitIterator"): its rpm looks into /root/.rpmdb. So rpm itself is asked for the packages.
     */
    @Test
    @Proves(
            area = "guests",
            feature = "Fedora: identity, mountpoints, file systems; each field of them",
            verdict = "reported",
            referee = "virt-inspector")
    void fedora(@TempDir Path folder) throws Exception {
        Path tree = folder.resolve("tree");
        Oracle.require("cp").run("-a", Fixtures.of("rpm-roots").resolve("sqlite"), tree);
        Files.createDirectories(tree.resolve("etc"));
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.createSymbolicLink(tree.resolve("bin"), Path.of("usr/bin"));
        Files.copy(Path.of("/bin/bash").toRealPath(), tree.resolve("usr/bin/bash"));
        Files.writeString(tree.resolve("usr/bin/dnf"), "#!/bin/sh\n");
        Files.writeString(tree.resolve("etc/fstab"), "LABEL=fedora / ext4 defaults 0 1\n");
        Files.writeString(tree.resolve("etc/hostname"), "fedora-guest.example.org\n");
        Files.writeString(tree.resolve("etc/fedora-release"), "Fedora release 39 (Thirty Nine)\n");
        Files.writeString(tree.resolve("etc/os-release"), """
                NAME="Fedora Linux"
                VERSION="39 (Server Edition)"
                ID=fedora
                VERSION_ID=39
                PRETTY_NAME="Fedora Linux 39 (Server Edition)"
                """);
        Path image = folder.resolve("fedora.raw");
        Oracle.require("mke2fs").run("-q", "-t", "ext4", "-L", "fedora", "-d", tree, image, "64M");
        assertThat(compared(image, "--no-applications")).isEqualTo(1);
        List<String> expected = new ArrayList<>();
        for (String line : Files.readAllLines(Fixtures.of("rpm-roots").resolve("sqlite.tsv"))) {
            expected.add(line.substring(0, line.indexOf('\t')));
        }
        Map<String, Object> report =
                Guestkit.succeed("inspect", image, "--output", "json").json();
        assertThat(objects(objects(report.get("guests")).getFirst().get("applications")))
                .extracting(each -> text(each, "name"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    /** Compares all guests of an image; returns how many there are. */
    private static int compared(Path image, String... options) throws Exception {
        byte[] xml = Oracle.require("sh")
                .within(Duration.ofMinutes(10))
                .run(
                        "-c",
                        "LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg virt-inspector --no-icon -a \"$0\" "
                                + String.join(" ", options),
                        image)
                .out();
        // Linux numbers the appliance's disks as they turn up; of the names of btrfs libguestfs does not put that right
        String named = new String(xml, UTF_8).replaceAll("btrfsvol:/dev/sd[a-z]", "btrfsvol:/dev/sda");
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(named.getBytes(UTF_8)))
                .getDocumentElement();
        Map<String, Object> report =
                Guestkit.succeed("inspect", image, "--output", "json").json();
        Map<String, Map<String, Object>> guests = new HashMap<>();
        for (Map<String, Object> guest : objects(report.get("guests"))) {
            guests.put(text(guest, "root"), guest);
        }
        List<Element> theirs = children(root);
        assertThat(theirs).extracting(each -> text(each, "root")).containsExactlyInAnyOrderElementsOf(guests.keySet());
        for (Element each : theirs) {
            Map<String, Object> guest = guests.get(text(each, "root"));
            assertThat(guest).isNotNull();
            assertThat(text(each, "applications") == null).isEqualTo(options.length > 0);
            Comparison comparison = new Comparison(guest, objects(report.get("filesystems")));
            comparison.guest(each);
            assertThat(comparison.differences)
                    .as(image + " " + text(each, "root"))
                    .isEmpty();
            assertThat(comparison.compared).isGreaterThan(10);
        }
        return theirs.size();
    }

    private static final class Comparison {
        private final Map<String, Object> guest;
        private final Map<String, Object> identity;
        private final List<Map<String, Object>> fileSystems;
        private final List<String> differences = new ArrayList<>();
        private int compared;

        Comparison(Map<String, Object> guest, List<Map<String, Object>> fileSystems) {
            this.guest = guest;
            this.identity = Json.object(guest.get("identity"));
            this.fileSystems = fileSystems;
        }

        void guest(Element theirs) {
            Set<String> seen = new TreeSet<>();
            for (Element each : children(theirs)) {
                seen.add(each.getTagName());
                switch (each.getTagName()) {
                    case "root" -> {}
                    case "mountpoints" -> mountpoints(each);
                    case "filesystems" -> fileSystems(each);
                    case "applications" -> applications(each);
                    default -> {
                        String ours = IDENTITY.get(each.getTagName());
                        same(
                                each.getTagName(),
                                each.getTextContent(),
                                ours == null ? "not in the report" : text(identity, ours),
                                each);
                    }
                }
            }
            for (Map.Entry<String, String> each : IDENTITY.entrySet()) {
                if (!seen.contains(each.getKey())) {
                    same(each.getKey(), null, text(identity, each.getValue()), theirs);
                }
            }
            assertThat(seen).contains("mountpoints", "filesystems");
        }

        private void mountpoints(Element theirs) {
            Map<String, String> expected = new TreeMap<>();
            children(theirs).forEach(each -> expected.put(each.getTextContent(), each.getAttribute("dev")));
            Map<String, String> found = new TreeMap<>();
            mounted().forEach(each -> found.put(text(each, "path"), text(each, "device")));
            same("mountpoints", expected.toString(), found.toString(), theirs);
        }

        /** Those of the guest: what it mounts, and its swap space. */
        private void fileSystems(Element theirs) {
            Set<String> devices = new TreeSet<>();
            for (Element each : children(theirs)) {
                String device = each.getAttribute("dev");
                devices.add(device);
                Map<String, Object> ours = fileSystems.stream()
                        .filter(one -> text(one, "device").equals(device))
                        .findFirst()
                        .orElse(Map.of());
                for (String field : List.of("type", "label", "uuid")) {
                    same("filesystem " + device + " " + field, text(each, field), text(ours, field), each);
                }
                for (Element known : children(each)) {
                    assertThat(known.getTagName()).isIn("type", "label", "uuid");
                }
            }
            mounted().forEach(each -> assertThat(devices).contains(text(each, "device")));
        }

        /** Without what virt-inspector leaves out: what fstab names and is not there, and PARTLABEL, which it does not know. */
        private List<Map<String, Object>> mounted() {
            List<Map<String, Object>> mounted = new ArrayList<>();
            for (Map<String, Object> each : objects(guest.get("mountpoints"))) {
                if (each.containsKey("device")
                        && !String.valueOf(text(each, "source")).startsWith("PARTLABEL=")) {
                    mounted.add(each);
                }
            }
            return mounted;
        }

        private void applications(Element theirs) {
            Map<String, List<Map<String, Object>>> ours = new TreeMap<>();
            for (Map<String, Object> each : objects(guest.get("applications"))) {
                ours.computeIfAbsent(text(each, "name") + " " + text(each, "arch"), key -> new ArrayList<>())
                        .add(each);
            }
            for (Element each : children(theirs)) {
                for (Element known : children(each)) {
                    assertThat(APPLICATION.contains(known.getTagName())
                                    || Set.of("name", "arch", "description").contains(known.getTagName()))
                            .as(known.getTagName())
                            .isTrue();
                }
                String key = text(each, "name") + " " + text(each, "arch");
                Map<String, Object> same = taken(ours.getOrDefault(key, List.of()), each);
                if (same == null) {
                    differences.add("application " + key + " is missing");
                    continue;
                }
                for (String field : APPLICATION) {
                    same("application " + field, text(each, field), text(same, field), each);
                }
            }
            ours.values().forEach(left -> left.forEach(each -> differences.add("application too many: " + each)));
        }

        /** Of several of one name the one of that version, which is then spoken for. */
        private static @Nullable Map<String, Object> taken(List<Map<String, Object>> candidates, Element theirs) {
            for (int i = 0; i < candidates.size(); i++) {
                String version = text(candidates.get(i), "version") + "-" + text(candidates.get(i), "release");
                if (candidates.size() == 1 || version.equals(text(theirs, "version") + "-" + text(theirs, "release"))) {
                    return candidates.remove(i);
                }
            }
            return null;
        }

        private void same(String field, @Nullable String theirs, @Nullable String ours, Element context) {
            compared++;
            if (!java.util.Objects.equals(theirs, ours) && !isMeant(field, theirs, ours, context)) {
                differences.add("%s: virt-inspector %s, the report %s (%s)"
                        .formatted(field, theirs, ours, text(context, "name")));
            }
        }

        /** Whether a difference is one that docs/virt-inspector.md explains. */
        private boolean isMeant(String field, @Nullable String theirs, @Nullable String ours, Element context) {
            String format = String.valueOf(text(identity, "package_format"));
            return switch (field) {
                // the name of a Debian is its version there
                case "product_name" ->
                    "debian".equals(text(identity, "distro"))
                            && String.valueOf(theirs).equals(text(identity, "os_version"));
                // Debian Policy 5.6.12: the revision starts at the last hyphen; at the first one there
                case "application version", "application release" ->
                    format.equals("deb")
                            && String.valueOf(text(context, "version")).indexOf('-') < 0
                            && String.valueOf(text(context, "release")).indexOf('-') > 0;
                // the maintainer is not told there, which for rpm packages the vendor is
                case "application publisher" -> theirs == null && (format.equals("deb") || format.equals("apk"));
                // one line, which is a description there
                case "application summary" ->
                    theirs == null
                            && format.equals("apk")
                            && String.valueOf(ours).equals(text(context, "description"));
                default -> false;
            };
        }
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static @Nullable String text(Element parent, String name) {
        for (Element child : children(parent)) {
            if (child.getTagName().equals(name)) {
                return child.getTextContent();
            }
        }
        return null;
    }

    private static @Nullable String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null ? null : value.toString();
    }

    private static List<Map<String, Object>> objects(@Nullable Object list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        Json.array(list).forEach(each -> objects.add(Json.object(each)));
        return objects;
    }
}
