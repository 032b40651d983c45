package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsFunction;
import org.junit.jupiter.api.Test;

class LibguestfsCommandTest {

    @Test
    void theInstalledLibraryIsReportedAndAMissingOneIsWhatToInstall() {
        Cli text = Cli.run("libguestfs", "api");
        Cli json = Cli.run("libguestfs", "api", "--output", "json");
        if (Guestfs.isAvailable()) {
            assertThat(text.code()).isZero();
            assertThat(text.out())
                    .startsWith("libguestfs 1.")
                    .contains(" of " + GuestfsFunction.values().length + " functions\n");
            assertThat(json.out())
                    .contains("\"functions\"")
                    .contains("\"guestfs_launch\"")
                    .contains("\"not_in_table\"");
        } else {
            assertThat(text.code()).isEqualTo(ExitCode.UNSUPPORTED);
            assertThat(text.err()).contains("install libguestfs");
            assertThat(json.code()).isEqualTo(ExitCode.UNSUPPORTED);
        }
    }

    @Test
    void anythingElseIsAMistake() {
        Cli run = Cli.run("libguestfs", "magic");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("expected api");
    }
}
