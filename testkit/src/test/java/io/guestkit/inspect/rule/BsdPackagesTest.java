package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Application;
import io.guestkit.testkit.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases of the BSDs as their documentation describes them; nothing here can run their tools. */
@Tag("oracle")
class BsdPackagesTest {

    @Test
    void freeBsd(@TempDir Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("var/db/pkg"));
        Oracle.require("sqlite3")
                .run(
                        folder.resolve("local.sqlite"),
                        "CREATE TABLE packages (id INTEGER PRIMARY KEY, origin TEXT NOT NULL, name TEXT NOT NULL,"
                                + " version TEXT NOT NULL, comment TEXT NOT NULL, arch TEXT NOT NULL, maintainer TEXT,"
                                + " www TEXT, time INTEGER, locked INTEGER NOT NULL DEFAULT 0);"
                                + " INSERT INTO packages VALUES (1, 'shells/bash', 'bash', '5.2.15,1', 'The shell',"
                                + " 'FreeBSD:13:amd64', 'x@FreeBSD.org', 'https://gnu.org', 1700000000, 0);"
                                + " INSERT INTO packages VALUES (2, 'a/b', 'plain', '1_2', '', '', '', '', NULL, 0)");
        assertThat(OtherSystem.FREEBSD.ask(new GuestFiles(root)).applications())
                .containsExactly(
                        Application.of("pkg", "bash", "5.2.15")
                                .epoch(OptionalLong.of(1))
                                .arch("FreeBSD:13:amd64")
                                .publisher("x@FreeBSD.org")
                                .url("https://gnu.org")
                                .sourcePackage("shells/bash")
                                .summary("The shell")
                                .installTime(Instant.ofEpochSecond(1700000000))
                                .build(),
                        Application.of("pkg", "plain", "1_2")
                                .sourcePackage("a/b")
                                .build());
    }

    @Test
    void openBsd(@TempDir Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("var/db/pkg/py3-pip-23.3p0"));
        Files.writeString(folder.resolve("+CONTENTS"), "@name py3-pip-23.3p0\n");
        Files.writeString(folder.resolve("+DESC"), "tool for installing Python packages\nmore\n");
        Files.createDirectories(root.resolve("var/db/pkg/no-package"));
        assertThat(OtherSystem.OPENBSD.ask(new GuestFiles(root)).applications())
                .containsExactly(Application.of("pkgsrc", "py3-pip", "23.3p0")
                        .summary("tool for installing Python packages")
                        .build());
    }
}
