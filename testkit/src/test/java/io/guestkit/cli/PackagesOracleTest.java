package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.cli.sbom.Schemas;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code packages} on a real guest. That the packages are the right ones is proven where they are read. */
@Tag("oracle")
class PackagesOracleTest {

    private static final String TIME = "2026-01-01T00:00:00Z";

    private static Path image() {
        return Fixtures.of("debian-guests").resolve("efi-zlib.qcow2");
    }

    private static List<Object> packages() throws IOException {
        Map<String, Object> document =
                Guestkit.succeed("packages", image(), "--output", "json").json();
        assertThat(document).containsEntry("schema", "guestkit.packages/1");
        return Json.array(
                Json.object(Json.array(document.get("guests")).getFirst()).get("packages"));
    }

    @Test
    void textHasALineForEachPackage() throws IOException {
        List<String> lines =
                Guestkit.succeed("packages", image()).text().lines().toList();
        assertThat(lines).hasSize(packages().size() + 1);
        assertThat(lines.getFirst()).startsWith("NAME");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("dpkg ") && line.contains(" amd64 ") && line.contains(" deb "));
    }

    @Test
    @Proves(area = "packages", feature = "CycloneDX 1.6 of a Debian guest", verdict = "written", referee = "its schema")
    void cycloneDx() throws IOException {
        Guestkit run = Guestkit.succeed("packages", image(), "--output", "cyclonedx", "--timestamp", TIME);
        assertThat(Schemas.cycloneDx(run.text())).isEmpty();
        List<Object> components = Json.array(run.json().get("components"));
        assertThat(components).hasSize(packages().size() + 1); // the operating system
        assertThat(components)
                .extracting(each -> String.valueOf(Json.object(each).get("purl")))
                .anyMatch(purl ->
                        purl.startsWith("pkg:deb/debian/dpkg@") && purl.endsWith("?arch=amd64&distro=debian-12"));
        assertThat(Guestkit.succeed("packages", image(), "--output", "cyclonedx", "--timestamp", TIME)
                        .text())
                .isEqualTo(run.text());
    }

    @Test
    @Proves(area = "packages", feature = "SPDX 2.3 of a Debian guest", verdict = "written", referee = "its schema")
    void spdx() throws IOException {
        Guestkit run = Guestkit.succeed("packages", image(), "--output", "spdx", "--timestamp", TIME);
        assertThat(Schemas.spdx(run.text())).isEmpty();
        assertThat(Json.array(run.json().get("packages"))).hasSize(packages().size() + 2); // the system, the image
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        Guestkit run = Guestkit.run("packages", image(), "--output", "spdx", "--timestamp", "yesterday");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--timestamp yesterday: expected a time such as");
    }
}
