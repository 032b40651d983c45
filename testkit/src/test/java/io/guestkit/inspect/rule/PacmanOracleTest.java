package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Application;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A root that pacman installed packages into. */
@Tag("oracle")
class PacmanOracleTest {

    @Test
    @Proves(
            area = "guests",
            feature = "pacman packages: epoch, version, release, architecture, URL, licences",
            verdict = "reported",
            referee = "pacman")
    void areWhatPacmanSays() throws IOException {
        Path fixture = Fixtures.of("pacman-root");
        List<String> lines = new ArrayList<>();
        for (Application found :
                LinuxRules.ask(new GuestFiles(fixture.resolve("root"))).applications()) {
            String epoch = found.epoch().isPresent() ? found.epoch().getAsLong() + ":" : "";
            lines.add(String.join(
                    "\t",
                    found.name(),
                    epoch + found.version() + "-" + found.release().orElse("?"),
                    found.summary().orElse(""),
                    found.arch().orElse(""),
                    found.url().orElse(""),
                    found.license().orElse(""),
                    found.publisher().orElse("")));
        }
        assertThat(lines).isEqualTo(Files.readAllLines(fixture.resolve("packages.tsv")));
    }
}
