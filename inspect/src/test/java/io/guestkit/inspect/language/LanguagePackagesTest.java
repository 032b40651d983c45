package io.guestkit.inspect.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.BytesSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanguagePackagesTest {

    private static List<String> lines(LanguagePackages packages) {
        List<String> lines = new ArrayList<>();
        for (Application each : packages.applications()) {
            lines.add(each.format().orElseThrow() + " " + each.name() + " " + each.version() + " "
                    + each.installPath().orElseThrow());
        }
        return lines;
    }

    private static void write(Path root, String path, String text) throws IOException {
        write(root, path, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path root, String path, byte[] bytes) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] zip(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] jar(String artifact) throws IOException {
        return zip(Map.of(
                "META-INF/maven/g/" + artifact + "/pom.properties",
                ("#made\nversion=1.0\ngroupId=g\nartifactId=" + artifact + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** A program of 64 bits, little-endian, with one section and its name. */
    private static byte[] elf(String section, byte[] content) {
        byte[] names = ("\0" + section + "\0").getBytes(StandardCharsets.US_ASCII);
        int namesAt = 64 + content.length;
        int table = (namesAt + names.length + 7) / 8 * 8;
        ByteBuffer elf = ByteBuffer.allocate(Math.max(8192, table + 3 * 64)).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        elf.putLong(0x28, table)
                .putShort(0x3a, (short) 64)
                .putShort(0x3c, (short) 3)
                .putShort(0x3e, (short) 2);
        elf.put(64, content).put(namesAt, names);
        elf.putInt(table + 64, 1).putInt(table + 68, 1);
        elf.putLong(table + 64 + 0x18, 64).putLong(table + 64 + 0x20, content.length);
        elf.putInt(table + 128 + 4, 3);
        elf.putLong(table + 128 + 0x18, namesAt).putLong(table + 128 + 0x20, names.length);
        return elf.array();
    }

    private static byte[] deflated(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] crates() throws IOException {
        return elf(
                ".dep-v0",
                deflated("{\"packages\":[{\"name\":\"serde\",\"version\":\"1.0.1\",\"source\":\"crates.io\"},"
                        + "{\"name\":\"own\",\"version\":\"0.1.0\",\"root\":true}]}"));
    }

    @Test
    void eachLanguageIsFoundWhereItsPackagesAre(@TempDir Path root) throws IOException {
        write(root, "usr/lib/python3/requests-2.31.dist-info/METADATA", "Name: requests\nVersion: 2.31\n\nName: no\n");
        write(root, "usr/lib/python3/old.egg-info", "Metadata-Version: 1.1\nName: old\nVersion: 0.9\n");
        write(root, "srv/app/node_modules/@a/b/package.json", "{\"name\":\"@a/b\",\"version\":\"1.2.3\",\"x\":[{}]}");
        write(root, "srv/app/package.json", "{\"name\":\"own\",\"version\":\"1\"}");
        write(root, "srv/app/node_modules/c/test/package.json", "{\"name\":\"fixture\",\"version\":\"1\"}");
        write(
                root,
                "var/lib/gems/specifications/rake-13.gemspec",
                "# -*- encoding: utf-8 -*-\n# stub: rake 13.0.6 ruby lib\n\nGem::Specification.new do |s|\n"
                        + "  s.summary = \"Make-like\".freeze\nend\n");
        write(
                root,
                "opt/boot.jar",
                zip(new TreeMap<>(Map.of(
                        "BOOT-INF/lib/inner.jar",
                        jar("inner"),
                        "META-INF/MANIFEST.MF",
                        "Manifest-Version: 1.0\nImplementation-Title: boot\nImplementation-Version: 3\n"
                                .getBytes(StandardCharsets.UTF_8)))));
        write(root, "opt/plain.jar", jar("plain"));
        write(
                root,
                "opt/net/app.deps.json",
                "{\"libraries\":{\"app/1.0\":{\"type\":\"project\"},\"Dapper/2.0\":{\"type\":\"package\"}}}");
        write(
                root,
                "srv/vendor/composer/installed.json",
                "{\"packages\":[{\"name\":\"a/b\",\"version\":\"v1\",\"license\":[\"MIT\",\"GPL\"]}]}");
        write(root, "usr/bin/rusty", crates());
        Files.setPosixFilePermissions(root.resolve("usr/bin/rusty"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(root.resolve("usr/loop"), Path.of(".."));
        write(root, "proc/x.dist-info/METADATA", "Name: proc\nVersion: 1\n");

        LanguagePackages found = LanguagePackages.below(root);

        assertThat(found.notRead()).isEmpty();
        assertThat(lines(found))
                .containsExactlyInAnyOrder(
                        "npm @a/b 1.2.3 /srv/app/node_modules/@a/b/package.json",
                        "nuget Dapper 2.0 /opt/net/app.deps.json",
                        "composer a/b v1 /srv/vendor/composer/installed.json",
                        "jar boot 3 /opt/boot.jar",
                        "maven g:inner 1.0 /opt/boot.jar!/BOOT-INF/lib/inner.jar",
                        "maven g:plain 1.0 /opt/plain.jar",
                        "pypi old 0.9 /usr/lib/python3/old.egg-info",
                        "cargo own 0.1.0 /usr/bin/rusty",
                        "gem rake 13.0.6 /var/lib/gems/specifications/rake-13.gemspec",
                        "pypi requests 2.31 /usr/lib/python3/requests-2.31.dist-info/METADATA",
                        "cargo serde 1.0.1 /usr/bin/rusty");
    }

    @Test
    void whatCannotBeReadIsNamed(@TempDir Path root) throws IOException {
        write(root, "a/bad.jar", "no archive");
        write(root, "a/node_modules/x/package.json", "{");
        write(root, "a/node_modules/y/package.json", "[".repeat(100_000));
        write(root, "a/node_modules/z/package.json", "{\"name\":\"z\",\"version\":\"1\"}");
        LanguagePackages found = LanguagePackages.below(root);
        assertThat(lines(found)).containsExactly("npm z 1 /a/node_modules/z/package.json");
        assertThat(found.notRead())
                .extracting(LanguagePackages.NotRead::path)
                .containsExactlyInAnyOrder(
                        "/a/bad.jar", "/a/node_modules/x/package.json", "/a/node_modules/y/package.json");
    }

    @Test
    void mutatedArchivesAndProgramsAreReadOrRefused() throws IOException {
        byte[][] good = {
            zip(new TreeMap<>(
                    Map.of("lib/inner.jar", jar("inner"), "META-INF/maven/g/a/pom.properties", new byte[300]))),
            crates(),
            elf(".go.buildinfo", new byte[64])
        };
        System.arraycopy("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1), 0, good[2], 64, 14);
        good[2][64 + 15] = 2;
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good[i % good.length].clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) 0xff;
            }
            try {
                Finds finds = new Finds(1 << 26);
                if (i % good.length == 0) {
                    JarPackages.read(new BytesSource(bytes), "/x.jar", finds);
                } else {
                    Program.read(new BytesSource(bytes), "/x", finds);
                }
            } catch (IOException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void anArchiveThatClaimsMoreThanItHoldsCostsNothing() throws IOException {
        byte[] bomb = zip(Map.of("META-INF/MANIFEST.MF", new byte[10 << 20])); // a thousand times its size
        Finds finds = new Finds(64 << 20);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> JarPackages.read(new BytesSource(bomb), "/x.jar", finds))
                .hasMessageContaining("expected at most");
    }
}
