package io.guestkit.inspect.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.parse.StorePath;
import io.guestkit.inspect.report.Application;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose database Nix itself filled: what the present profiles need, and nothing else. */
@Tag("oracle")
class NixOracleTest {

    private static final List<String> NAMES = List.of(
            "glibc-2.38-27",
            "openssl-3.0.12",
            "linux-6.1.69",
            "perl5.38.0-URI-5.21",
            "etc",
            "unit-sshd.service",
            "nss-cacert-3.95",
            "X-Restart-Triggers-dbus",
            "bash-interactive-5.2-p21",
            "python3.11-six-1.16.0",
            "source-highlight-1-",
            "kmod-30+a");

    private static String path(int number, String name) {
        return "/nix/store/%032d-%s".formatted(number, name);
    }

    @Test
    @Proves(
            area = "guests",
            feature = "Nix packages: those that the present generations of profiles need",
            verdict = "reported",
            referee = "nix-store -qR, builtins.parseDrvName")
    void installedIsWhatTheProfilesNeed(@TempDir Path root) throws IOException {
        Oracle store = Oracle.require("nix-store");
        StringBuilder lines = new StringBuilder();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            String path = path(i, NAMES.get(i));
            // each third needs the one before it, and itself; the others nothing
            all.add(path);
            add(lines, path, null, i % 3 == 2 ? List.of(all.get(i - 1), path) : List.of());
        }
        String drv = path(500, "openssl-3.0.12.drv");
        String bin = path(501, "openssl-3.0.12-bin");
        add(lines, bin, drv, List.of(all.get(0)));
        String old = path(600, "old-system-1.0");
        add(lines, old, null, List.of(all.get(6)));
        String system = path(601, "nixos-system-box-23.11");
        add(lines, system, null, List.of(all.get(2), all.get(5), bin, all.get(8), all.get(11)));
        String user = path(602, "user-environment");
        add(lines, user, null, List.of(all.get(9), all.get(10)));
        Path input = Files.writeString(root.resolve("registrations"), lines);
        Oracle.require("sh").run("-c", "nix-store --store '%s' --load-db < '%s'".formatted(root, input));

        Path profiles = root.resolve("nix/var/nix/profiles");
        Files.createSymbolicLink(profiles.resolve("system"), Path.of("system-2-link"));
        Files.createSymbolicLink(profiles.resolve("system-1-link"), Path.of(old));
        Files.createSymbolicLink(profiles.resolve("system-2-link"), Path.of(system));
        Path home = Files.createDirectories(profiles.resolve("per-user/anna"));
        Files.createSymbolicLink(home.resolve("profile"), Path.of("profile-7-link"));
        Files.createSymbolicLink(home.resolve("profile-7-link"), Path.of(user));
        Files.createSymbolicLink(home.resolve("channels"), Path.of(old));

        TreeSet<String> expected = new TreeSet<>();
        for (String path : store.run("--store", root, "--query", "--requisites", system, user)
                .lines()) {
            String[] parsed = parsed(path.substring(path.lastIndexOf('/') + 34));
            if (!parsed[1].isEmpty()) {
                // Nix does not know of outputs in names; the deriver does
                expected.add(path.equals(bin) ? "openssl 3.0.12 " + bin : parsed[0] + " " + parsed[1] + " " + path);
            }
        }
        TreeSet<String> found = new TreeSet<>();
        Findings findings = LinuxRules.ask(new GuestFiles(root));
        for (Application each : findings.applications()) {
            assertThat(each.format()).contains("nix");
            assertThat(each.installTime()).isPresent();
            found.add(each.name() + " " + each.version() + " "
                    + each.installPath().orElse(""));
        }
        removeLinks(root);
        assertThat(found).isEqualTo(expected).hasSizeGreaterThan(8);
        assertThat(findings.gaps()).isEmpty();
        assertThat(found.toString()).doesNotContain("old-system").doesNotContain("nss-cacert");
    }

    @Test
    void namesAreSplitAsNixDoes() throws IOException {
        for (String name : NAMES) {
            String[] parsed = parsed(name);
            assertThat(StorePath.parse(path(1, name), null)).isEqualTo(new StorePath(parsed[0], parsed[1], ""));
        }
    }

    private static String[] parsed(String name) {
        String answer = new String(
                Oracle.require("nix-instantiate")
                        .run(
                                "--eval",
                                "--strict",
                                "--store",
                                "dummy://",
                                "-E",
                                "let p = builtins.parseDrvName \"%s\"; in p.name + \"|\" + p.version".formatted(name))
                        .out(),
                UTF_8);
        String text = answer.strip();
        return text.substring(1, text.length() - 1).split("\\|", -1);
    }

    /** In the form of nix-store --load-db. */
    private static void add(StringBuilder lines, String path, @Nullable String deriver, List<String> references) {
        lines.append(path).append('\n').append("0".repeat(64)).append("\n100\n");
        lines.append(deriver == null ? "" : deriver)
                .append('\n')
                .append(references.size())
                .append('\n');
        references.forEach(each -> lines.append(each).append('\n'));
    }

    /** Links that lead out of a temporary directory make JUnit complain when it cleans up. */
    private static void removeLinks(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }
}
