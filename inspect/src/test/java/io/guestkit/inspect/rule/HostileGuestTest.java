package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Kernel;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a guest puts where a rule looks, the other rules go on. */
class HostileGuestTest {

    /** Every file that any rule reads. */
    private static final String[] FILES = {
        "etc/os-release",
        "usr/lib/os-release",
        "etc/lsb-release",
        "etc/redhat-release",
        "etc/debian_version",
        "etc/SuSE-release",
        "etc/hostname",
        "etc/HOSTNAME",
        "etc/sysconfig/network",
        "etc/inittab",
        "bin/bash",
        "bin/ls",
        "sbin/init",
        "var/lib/dpkg/status",
        "var/lib/dpkg/status.d/x",
        "var/lib/rpm/rpmdb.sqlite",
        "var/lib/rpm/rpmdb.sqlite-wal",
        "var/lib/rpm/Packages.db",
        "var/lib/rpm/Packages",
        "lib/apk/db/installed",
        "etc/pacman.conf",
        "var/lib/pacman/local/x/desc",
        "var/db/pkg/local.sqlite",
        "usr/lib/opkg/status",
        "var/log/packages/a-1-noarch-1",
        "boot/vmlinuz-1",
        "boot/vmlinuz",
        "lib/modules/1/modules.dep",
        "lib/modules/1/modules.builtin",
        "lib/modules/1/vmlinuz",
    };

    @Test
    void directoriesInPlaceOfFilesAreNothing(@TempDir Path root) throws IOException {
        for (String file : FILES) {
            Files.createDirectories(root.resolve(file));
        }
        Findings findings = LinuxRules.ask(new GuestFiles(root));
        assertThat(findings.value(Fact.DISTRO)).isEmpty();
        assertThat(findings.kernels()).isEmpty();
    }

    @Test
    void loopsInPlaceOfFilesAreNothing(@TempDir Path root) throws IOException {
        for (String file : FILES) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createSymbolicLink(path, path.getFileName());
        }
        Findings findings = LinuxRules.ask(new GuestFiles(root));
        assertThat(findings.gaps()).isEmpty();
        assertThat(findings.facts()).containsOnlyKeys(Fact.PACKAGE_FORMAT, Fact.PACKAGE_MANAGER); // status.d is there
        assertThat(findings.applications()).isEmpty();
    }

    @Test
    void emptyAndHugeFilesAreSurvived(@TempDir Path root) throws IOException {
        for (long size : new long[] {0, 1L << 33}) {
            for (String file : FILES) {
                Path path = root.resolve(file);
                Files.createDirectories(path.getParent());
                try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
                    sparse.setLength(size);
                }
            }
            Findings findings = LinuxRules.ask(new GuestFiles(root));
            assertThat(findings.facts()).doesNotContainKeys(Fact.DISTRO, Fact.ARCHITECTURE);
            assertThat(findings.gaps().isEmpty()).isEqualTo(size == 0);
            assertThat(findings.kernels())
                    .extracting(Kernel::path)
                    .containsExactly("/boot/vmlinuz-1"); // by its name; its modules cannot be listed
        }
    }

    @Test
    void aRuleThatFailsLeavesAGapAndTheOthersWork(@TempDir Path root) throws IOException {
        GuestTree.unpack("=== etc/hostname\nname\n=== bin/bash elf 64 little 62", root);
        try (RandomAccessFile huge =
                new RandomAccessFile(root.resolve("etc/os-release").toFile(), "rw")) {
            huge.setLength(1L << 30);
        }
        Findings findings = LinuxRules.ask(new GuestFiles(root));
        assertThat(findings.gaps())
                .containsExactly(new Findings.Gap(
                        "/",
                        NotExamined.Code.CORRUPT,
                        "name in os-release: /etc/os-release: 1073741824 bytes, expected at most 1048576"));
        assertThat(findings.value(Fact.HOSTNAME)).contains("name");
        assertThat(findings.value(Fact.ARCHITECTURE)).contains("x86_64");
    }

    @Test
    void mutatedGuestsNeverThrow(@TempDir Path directory) throws IOException {
        Random random = new Random(11);
        int number = 0;
        try (DirectoryStream<Path> goldens =
                Files.newDirectoryStream(Path.of("src/test/resources/golden"), "*.guest")) {
            for (Path golden : goldens) {
                Path root = GuestTree.unpack(Files.readString(golden), directory.resolve("guest" + number++));
                try (var all = Files.walk(root)) {
                    for (Path file : all.filter(
                                    path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                            .toList()) {
                        byte[] bytes = Files.readAllBytes(file);
                        for (int i = random.nextInt(8); i > 0 && bytes.length > 0; i--) {
                            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                        }
                        Files.write(
                                file,
                                java.util.Arrays.copyOf(
                                        bytes, random.nextInt(4) == 0 ? bytes.length / 2 : bytes.length));
                    }
                }
                LinuxRules.ask(new GuestFiles(root));
                GuestTree.removeLinks(root);
            }
        }
        assertThat(number).isGreaterThan(40);
    }
}
