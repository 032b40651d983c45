package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Application;
import io.guestkit.testkit.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snaps as snapd keeps them, packed by mksquashfs. */
@Tag("oracle")
class SnapTest {

    @Test
    void theVersionIsInTheSnap(@TempDir Path folder) throws IOException {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("meta"));
        Files.writeString(
                tree.resolve("meta/snap.yaml"),
                "name: hello\nversion: '2.10'\nsummary: GNU Hello\ndescription: |\n  version: no\napps:\n  version: 3\n");
        Path root = folder.resolve("root");
        Path snaps = Files.createDirectories(root.resolve("var/lib/snapd/snaps"));
        Oracle.require("mksquashfs").run(tree, snaps.resolve("hello_42.snap"), "-quiet", "-no-progress");
        Files.writeString(snaps.resolve("broken_1.snap"), "no file system");
        Files.writeString(
                root.resolve("var/lib/snapd/state.json"),
                "{\"data\":{\"snaps\":{\"hello\":{\"type\":\"app\",\"active\":true,\"current\":\"42\"},"
                        + "\"gone\":{\"current\":\"7\"},\"broken\":{\"current\":\"1\"}}},\"changes\":{}}");

        Findings findings = LinuxRules.ask(new GuestFiles(root));

        List<Application> found = findings.applications();
        assertThat(found).extracting(Application::name).containsExactly("broken", "gone", "hello");
        assertThat(found.get(2))
                .isEqualTo(Application.of("snap", "hello", "2.10")
                        .release("42")
                        .summary("GNU Hello")
                        .installPath("/var/lib/snapd/snaps/hello_42.snap")
                        .build());
        assertThat(found.get(0).version()).isEqualTo("1");
        assertThat(findings.gaps())
                .extracting(Findings.Gap::path)
                .containsExactly("/var/lib/snapd/snaps/broken_1.snap");
        assertThat(findings.doubts())
                .extracting(Findings.Doubt::path)
                .containsExactly("/var/lib/snapd/snaps/gone_7.snap");
    }
}
