package io.guestkit.inspect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.GuestTree;
import io.guestkit.inspect.rule.LinuxRules;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a guest puts where a rule looks, the other rules go on. */
class HostileConfigurationTest {

    private static final Path GOLDEN = Path.of("src/test/resources/configuration");

    @Test
    void mutatedGuestsNeverThrow(@TempDir Path directory) throws IOException {
        Random random = new Random(12);
        for (String name : GoldenConfigurationTest.guests().toList()) {
            for (int round = 0; round < 8; round++) {
                Path root = GuestTree.unpack(
                        Files.readString(GOLDEN.resolve(name + ".guest")), directory.resolve(name + round));
                for (Path file : files(root)) {
                    byte[] bytes = Files.readAllBytes(file);
                    for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    boolean cut = random.nextInt(4) == 0;
                    Files.write(file, Arrays.copyOf(bytes, cut ? bytes.length / 2 : bytes.length));
                }
                ask(root);
                GuestTree.removeLinks(root);
            }
        }
    }

    @Test
    void hugeFilesAreGapsOrDoubtsAndTheRestIsRead(@TempDir Path root) throws IOException {
        GuestTree.unpack(Files.readString(GOLDEN.resolve("debian-ifupdown.guest")), root);
        for (String path : List.of("etc/passwd", "etc/crontab", "lib/systemd/system/off.service", "etc/group")) {
            try (RandomAccessFile file = new RandomAccessFile(root.resolve(path).toFile(), "rw")) {
                file.setLength(1L << 33);
            }
        }
        Findings findings = ask(root);
        GuestTree.removeLinks(root);
        assertThat(findings.doubts())
                .extracting(Findings.Doubt::path)
                .contains("/etc/crontab", "/lib/systemd/system/off.service");
        assertThat(findings.gaps()).extracting(Findings.Gap::reason).anyMatch(reason -> reason.startsWith("users: "));
        assertThat(findings.network()).isNotEmpty();
        assertThat(findings.services()).isNotEmpty();
    }

    @Test
    void filesThatIncludeThemselvesAreReadOnce(@TempDir Path root) throws IOException {
        GuestTree.unpack("""
                === etc/sudoers
                root ALL=(ALL) ALL
                @include /etc/sudoers
                @includedir /etc/sudoers.d
                === etc/sudoers.d/again
                @includedir /etc/sudoers.d
                === etc/network/interfaces
                source interfaces
                source /etc/network/*
                iface eth0 inet dhcp
                """, root);
        Findings findings = ask(root);
        assertThat(findings.configuration().build().sudoers()).hasSize(1);
        assertThat(findings.network()).hasSize(1);
    }

    @Test
    void directoriesAndLoopsInPlaceOfFilesAreNothing(@TempDir Path root) throws IOException {
        GuestTree.unpack("""
                === etc/passwd/
                === etc/group/
                === etc/shadow -> shadow
                === etc/crontab -> crontab
                === etc/systemd/system/a.service -> b.service
                === etc/systemd/system/b.service -> a.service
                === lib/systemd/system/c.service/
                === etc/network/interfaces/
                === etc/netplan/x.yaml/
                === var/log/wtmp/
                """, root);
        Findings findings = ask(root);
        GuestTree.removeLinks(root);
        assertThat(findings.users()).isEmpty();
        assertThat(findings.gaps()).isEmpty();
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static Findings ask(Path root) {
        GuestFiles files = new GuestFiles(root);
        Findings findings = LinuxRules.ask(files);
        LinuxConfiguration.ask(files, findings);
        return findings;
    }
}
