package io.guestkit.inspect.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.GuestTree;
import io.guestkit.inspect.rule.LinuxRules;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code configuration/NAME.guest} is the tree of a guest ({@link GuestTree}) and {@code configuration/NAME.facts}
 * is all of its configuration. Fingerprints are as ssh-keygen and openssl tell them.
 */
class GoldenConfigurationTest {

    private static final Path GOLDEN = Path.of("src/test/resources/configuration");

    @ParameterizedTest
    @MethodSource("guests")
    void isRead(String name, @TempDir Path root) throws IOException, ReflectiveOperationException {
        GuestTree.unpack(Files.readString(GOLDEN.resolve(name + ".guest")), root);
        GuestFiles files = new GuestFiles(root);
        Findings findings = LinuxRules.ask(files);
        int others = findings.gaps().size();
        LinuxConfiguration.ask(files, findings);
        GuestTree.removeLinks(root);

        assertThat(String.join("\n", lines(findings, others)))
                .isEqualTo(Files.readString(GOLDEN.resolve(name + ".facts")).strip());
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
        assertThat(guests()).hasSizeGreaterThan(7);
    }

    private record Found(
            List<?> users, List<?> groups, List<?> services, List<?> scheduledTasks, List<?> network, List<?> doubts) {}

    /** @param others gaps that the rules before left */
    private static List<String> lines(Findings findings, int others) throws ReflectiveOperationException {
        List<String> lines = new ArrayList<>(RecordLines.of(new Found(
                findings.users(),
                findings.groups(),
                findings.services(),
                findings.scheduledTasks(),
                findings.network(),
                findings.doubts().stream().map(Findings.Doubt::path).toList())));
        lines.addAll(RecordLines.of(findings.configuration().build()));
        for (Findings.Gap gap : findings.gaps().subList(others, findings.gaps().size())) {
            lines.add("gap " + gap.code() + " " + gap.path());
        }
        return lines;
    }
}
