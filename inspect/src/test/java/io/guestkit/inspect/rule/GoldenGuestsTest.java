package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.config.LinuxConfiguration;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.User;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code golden/NAME.guest} is the tree of a guest ({@link GuestTree}) and {@code golden/NAME.facts} is all that is
 * to be found out about it. A new distribution is a new pair of files.
 */
class GoldenGuestsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @MethodSource("guests")
    void isRecognised(String name, @TempDir Path root) throws IOException {
        GuestTree.unpack(Files.readString(GOLDEN.resolve(name + ".guest")), root);

        Findings findings = LinuxRules.ask(new GuestFiles(root));
        LinuxConfiguration.ask(new GuestFiles(root), findings);
        Role role = Role.of(new GuestFiles(root));
        GuestTree.removeLinks(root);

        assertThat(lines(findings))
                .isEqualTo(Files.readString(GOLDEN.resolve(name + ".facts")).strip());
        assertThat(role).isEqualTo(Role.LINUX_ROOT);
    }

    static Stream<String> guests() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(GOLDEN, "*.guest")) {
            files.forEach(file -> names.add(file.getFileName().toString().replace(".guest", "")));
        }
        return names.stream().sorted();
    }

    @Test
    void thereAreGuests() throws IOException {
        assertThat(guests()).hasSizeGreaterThan(40);
    }

    /** All findings as text: facts, then what there are several of. */
    private static String lines(Findings findings) {
        Map<String, String> facts = new TreeMap<>();
        findings.facts().forEach((fact, finding) -> facts.put(fact.name().toLowerCase(Locale.ROOT), finding.value()));
        List<String> lines = new ArrayList<>();
        facts.forEach((fact, value) -> lines.add(fact + "=" + value));
        for (Application application : findings.applications()) {
            lines.add("application " + application.name() + " " + application.version() + " "
                    + application.release().orElse("-") + " "
                    + application.arch().orElse("-"));
        }
        for (Kernel kernel : findings.kernels()) {
            lines.add("kernel " + kernel.path() + " " + kernel.version().orElse("-") + " "
                    + kernel.architecture().orElse("-") + " "
                    + kernel.initramfs().orElse("-") + " "
                    + (kernel.hasVirtio().isEmpty()
                            ? "virtio?"
                            : kernel.hasVirtio().get() ? "virtio" : "no-virtio"));
        }
        for (User user : findings.users()) {
            lines.add("user " + user.name() + " " + user.uid());
        }
        for (Findings.Gap gap : findings.gaps()) {
            lines.add("gap " + gap.code() + " " + gap.path());
        }
        for (Findings.Doubt doubt : findings.doubts()) {
            lines.add("doubt " + doubt.path());
        }
        return String.join("\n", lines);
    }
}
