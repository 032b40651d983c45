package io.guestkit.inspect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.report.SshKey;
import io.guestkit.inspect.report.User;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a guest is set up, against what the tools of such a guest say of the same files. */
@Tag("oracle")
class ConfigurationOracleTest {

    private static final String[] UNITS = {"etc/systemd", "usr/lib/systemd/system", "usr/lib/systemd/system-preset"};

    @Test
    @Proves(
            area = "guests",
            feature = "systemd units: state and preset of services, sockets, timers and paths",
            verdict = "reported",
            referee = "systemctl --root list-unit-files")
    void unitsHaveTheStatesThatSystemctlSays(@TempDir Path tree) throws IOException {
        Oracle systemctl = Oracle.require("systemctl");
        copyUnits("efi-zlib.qcow2", tree);
        compareUnits(systemctl, tree);
        // more states than a fresh guest has, made by systemctl itself
        Files.writeString(tree.resolve("etc/systemd/system/plain.service"), "[Service]\nExecStart=/bin/true\n");
        Files.writeString(
                tree.resolve("etc/systemd/system/many@.service"),
                "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\nDefaultInstance=one\n");
        Files.writeString(
                tree.resolve("etc/systemd/system/also.service"),
                "[Service]\nExecStart=/bin/true\n[Install]\nAlso=plain.service\n");
        Files.writeString(
                tree.resolve("etc/systemd/system/aka.service"),
                "[Service]\nExecStart=/bin/true\n[Install]\nAlias=known-as.service\nRequiredBy=ssh.service\n");
        Files.createDirectories(tree.resolve("opt"));
        Files.writeString(tree.resolve("opt/outside.service"), "[Service]\nExecStart=/bin/true\n");
        Files.createDirectories(tree.resolve("etc/systemd/system/extended.service.d"));
        Files.writeString(tree.resolve("usr/lib/systemd/system/extended.service"), "[Service]\nExecStart=/bin/true\n");
        Files.writeString(
                tree.resolve("etc/systemd/system/extended.service.d/x.conf"),
                "[Install]\nWantedBy=multi-user.target\n");
        systemctl.run("--root=" + tree, "enable", "many@.service", "aka.service", "extended.service");
        systemctl.run("--root=" + tree, "link", "/opt/outside.service");
        systemctl.run("--root=" + tree, "mask", "cron.service", "systemd-timesyncd.service", "nothing.service");
        systemctl.run("--root=" + tree, "disable", "ssh.service", "fstrim.timer");
        systemctl.run("--root=" + tree, "enable", "systemd-networkd.service", "many@two.service");
        Files.createDirectories(tree.resolve("etc/systemd/system-preset"));
        Files.writeString(
                tree.resolve("etc/systemd/system-preset/10-test.preset"), "disable many@.service\nenable al*\n");
        TreeSet<String> states = compareUnits(systemctl, tree);
        removeLinks(tree);
        assertThat(states).contains("alias", "disabled", "enabled", "indirect", "linked", "masked", "static");
    }

    private static TreeSet<String> compareUnits(Oracle systemctl, Path tree) {
        List<String> expected = new ArrayList<>();
        TreeSet<String> states = new TreeSet<>();
        for (String line : systemctl
                .run("--root=" + tree, "list-unit-files", "--no-legend", "--no-pager", "--full")
                .text()
                .split("\n")) {
            String[] words = line.strip().split(" +");
            String name = words[0];
            if (Stream.of(".service", ".socket", ".timer", ".path").anyMatch(name::endsWith)) {
                boolean preset = words[1].equals("enabled") || words[1].equals("disabled");
                expected.add(name + " " + words[1] + " " + (preset ? words[2] : "-"));
                states.add(words[1]);
            }
        }
        List<String> found = new ArrayList<>();
        for (Service service : ask(tree).services()) {
            if (service.kind().equals("systemd")) {
                found.add(service.name() + " " + service.state() + " "
                        + service.preset().orElse("-"));
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected).hasSizeGreaterThan(50);
        return states;
    }

    /** Links that lead out of a temporary directory make JUnit complain when it cleans up. */
    private static void removeLinks(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private static void copyUnits(String image, Path tree) throws IOException {
        try (DiskSet disks = Disks.open(Fixtures.of("debian-guests").resolve(image))) {
            Guest guest = Inspector.guests(disks).getFirst();
            for (String top : UNITS) {
                Path from = guest.fileSystem().getPath("/" + top);
                try (Stream<Path> all = Files.walk(from)) {
                    for (Path path : all.toList()) {
                        Path to = tree.resolve(path.toString().substring(1));
                        Files.createDirectories(to.getParent());
                        if (Files.isSymbolicLink(path)) {
                            Files.createSymbolicLink(
                                    to, Path.of(Files.readSymbolicLink(path).toString()));
                        } else if (Files.isRegularFile(path)) {
                            Files.write(to, Files.readAllBytes(path));
                        } else {
                            Files.createDirectories(to);
                        }
                    }
                }
            }
        }
        Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
    }

    @Test
    @Proves(
            area = "guests",
            feature = "fingerprints of SSH host keys and authorised keys: RSA, ECDSA, Ed25519",
            verdict = "reported",
            referee = "ssh-keygen -l")
    void fingerprintsAreThoseOfSshKeygen(@TempDir Path tree) throws IOException {
        Oracle keygen = Oracle.require("ssh-keygen");
        Path ssh = Files.createDirectories(tree.resolve("etc/ssh"));
        Path home = Files.createDirectories(tree.resolve("home/alice/.ssh"));
        Files.writeString(tree.resolve("etc/passwd"), "alice:x:1000:1000::/home/alice:/bin/bash\n");
        StringBuilder authorized = new StringBuilder("# keys\n\n");
        for (String type : List.of("rsa", "ecdsa", "ed25519")) {
            Path key = ssh.resolve("ssh_host_" + type + "_key");
            keygen.run("-q", "-t", type, "-N", "", "-C", "of " + type, "-f", key);
            authorized
                    .append("no-pty,command=\"echo \\\"a b\\\"\" ")
                    .append(Files.readString(ssh.resolve("ssh_host_" + type + "_key.pub")));
        }
        Files.writeString(home.resolve("authorized_keys"), authorized);
        Findings findings = ask(tree);
        assertThat(findings.configuration().build().hostKeys())
                .extracting(SshKey::fingerprint)
                .containsExactlyInAnyOrderElementsOf(fingerprints(
                        keygen,
                        ssh.resolve("ssh_host_rsa_key.pub"),
                        ssh.resolve("ssh_host_ecdsa_key.pub"),
                        ssh.resolve("ssh_host_ed25519_key.pub")));
        User alice = findings.users().getFirst();
        assertThat(alice.authorizedKeys())
                .extracting(SshKey::fingerprint)
                .containsExactlyElementsOf(fingerprints(keygen, home.resolve("authorized_keys")));
        assertThat(alice.authorizedKeys())
                .extracting(SshKey::source)
                .containsExactly(
                        "/home/alice/.ssh/authorized_keys:3",
                        "/home/alice/.ssh/authorized_keys:4",
                        "/home/alice/.ssh/authorized_keys:5");
    }

    private static List<String> fingerprints(Oracle keygen, Path... files) {
        List<String> fingerprints = new ArrayList<>();
        for (Path file : files) {
            for (String line : keygen.run("-l", "-f", file).text().strip().split("\n")) {
                fingerprints.add(line.split(" ")[1]);
            }
        }
        return fingerprints;
    }

    @Test
    @Proves(
            area = "guests",
            feature = "network as configured by ifupdown: included files, addresses, gateways, what comes up at start",
            verdict = "reported",
            referee = "ifquery")
    void interfacesAreThoseOfIfquery(@TempDir Path tree) throws IOException {
        Path ifup = tree.resolve("ifup");
        try (DiskSet disks = Disks.open(Fixtures.of("debian-guests").resolve("efi-zlib.qcow2"))) {
            Guest guest = Inspector.guests(disks).getFirst();
            Files.write(ifup, Files.readAllBytes(guest.fileSystem().getPath("/usr/sbin/ifup")));
        }
        assertThat(ifup.toFile().setExecutable(true)).isTrue();
        Path directory = Files.createDirectories(tree.resolve("etc/network/interfaces.d"))
                .getParent();
        Path file = directory.resolve("interfaces");
        Files.writeString(file, """
                auto lo eth0
                iface lo inet loopback
                iface eth0 inet static
                  address 192.0.2.7
                  netmask 255.255.255.0
                  gateway \\
                    192.0.2.1
                # comment
                source interfaces.d/*.conf
                source-directory interfaces.d
                """);
        Files.writeString(directory.resolve("interfaces.d/more"), """
                auto eth1
                iface eth1 inet static
                    address 198.51.100.7/24
                    gateway 198.51.100.1
                """);
        Files.writeString(directory.resolve("interfaces.d/last.conf"), """
                iface eth2 inet dhcp
                iface eth3 inet manual
                auto eth3
                """);
        List<NetworkInterface> found = ask(tree).network();
        List<String> automatic = new ArrayList<>();
        for (NetworkInterface each : found) {
            if (each.automatic().orElse(false)) {
                automatic.add(each.name());
            }
            String answer = ifquery(ifup, file, each.name()).text();
            for (String line : answer.split("\n")) {
                if (line.startsWith("address: ")) {
                    assertThat(each.addresses())
                            .anyMatch(address -> address.split("/")[0].equals(
                                    line.substring(9).split("/")[0]));
                } else if (line.startsWith("gateway: ")) {
                    assertThat(each.gateways()).contains(line.substring(9));
                }
            }
        }
        assertThat(automatic)
                .containsExactlyInAnyOrder(
                        ifquery(ifup, file, "--list", "-a").text().strip().split("\n"));
        assertThat(found).hasSize(5);
    }

    /** The guest's own program, which does as ifquery under that name. */
    private static Oracle.Answer ifquery(Path ifup, Path interfaces, Object... words) {
        List<Object> arguments =
                new ArrayList<>(List.of("-c", "exec -a ifquery \"$0\" \"$@\"", ifup, "--interfaces=" + interfaces));
        arguments.addAll(List.of(words));
        return Oracle.require("bash").run(arguments.toArray());
    }

    private static Findings ask(Path tree) {
        GuestFiles files = new GuestFiles(tree);
        Findings findings = LinuxRules.ask(files);
        LinuxConfiguration.ask(files, findings);
        return findings;
    }
}
