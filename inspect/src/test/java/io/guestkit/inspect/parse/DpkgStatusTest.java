package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Application;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DpkgStatusTest {

    private static List<Application> read(byte[] bytes) throws IOException {
        List<Application> found = new ArrayList<>();
        DpkgStatus.read("deb", new ByteArrayInputStream(bytes), found);
        return found;
    }

    private static List<Application> read(String text) throws IOException {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFieldOfAStanzaIsTaken() throws IOException {
        assertThat(read("""
                Package: libc6
                Status: install ok installed
                Priority: optional
                Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
                Architecture: amd64
                Multi-Arch: same
                Source: glibc (2.36-9)
                Version: 1:2.36-9+deb12u4
                Description: GNU C Library: Shared libraries
                 Contains the standard libraries.
                 Version: 9 is no field here
                Homepage: https://www.gnu.org/software/libc/libc.html
                """))
                .containsExactly(Application.of("deb", "libc6", "2.36")
                        .epoch(OptionalLong.of(1))
                        .release("9+deb12u4")
                        .arch("amd64")
                        .publisher("GNU Libc Maintainers <debian-glibc@lists.debian.org>")
                        .url("https://www.gnu.org/software/libc/libc.html")
                        .sourcePackage("glibc")
                        .sourceVersion("2.36-9")
                        .summary("GNU C Library: Shared libraries")
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "install ok installed, true",
        "hold ok installed, true",
        "deinstall ok config-files, false",
        "install ok half-installed, false",
        "install ok not-installed, false",
        "install ok unpacked, false",
        "purge ok not-installed, false",
        "install reinstreq installed, false",
    })
    void onlyInstalledIsInstalled(String status, boolean installed) throws IOException {
        assertThat(read("Package: a\nStatus: " + status + "\nVersion: 1\n")).hasSize(installed ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "1.0;-;1.0;-",
                "1.0-1;-;1.0;1",
                "2:1.0-rc1-3;2;1.0-rc1;3",
                "0:1;0;1;-",
                "1:2:3-4;1;2:3;4",
                "a:1;-;a:1;-",
                "99999999999:1;-;99999999999:1;-",
                ":1;-;:1;-",
                "-;-;'';''"
            },
            delimiter = ';')
    void versionsAreSplitAtTheFirstColonAndTheLastHyphen(String text, String epoch, String upstream, String revision) {
        DebianVersion version = DebianVersion.parse(text);
        assertThat(version.epoch())
                .isEqualTo(epoch.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(epoch)));
        assertThat(version.upstream()).isEqualTo(upstream);
        assertThat(version.revision()).isEqualTo(revision.equals("-") ? Optional.empty() : Optional.of(revision));
    }

    @Test
    void theLastStanzaNeedsNoEmptyLine() throws IOException {
        assertThat(read("Package: a\nVersion: 1\n\n\n \nPackage: b\nVersion: 2"))
                .extracting(Application::name)
                .containsExactly("a", "b");
    }

    @Test
    void aStanzaWithoutNameOrVersionIsNoPackage() throws IOException {
        assertThat(read("Version: 1\n\nPackage: b\n\nPackage:\nVersion: 1\n")).isEmpty();
    }

    @Test
    void longLinesAndGarbageCostNothing() throws IOException {
        String text = "Package: a\nVersion: 1\nDescription: " + "x".repeat(3_000_000) + "\nArchitecture: all\n";
        Application only = read(text).getFirst();
        assertThat(only.arch()).contains("all");
        assertThat(only.summary().orElseThrow()).hasSizeLessThanOrEqualTo(ByteLines.MAX_LINE);
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = text.substring(0, 200).getBytes(StandardCharsets.UTF_8);
            for (int j = 0; j < 20; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            read(bytes);
        }
    }
}
