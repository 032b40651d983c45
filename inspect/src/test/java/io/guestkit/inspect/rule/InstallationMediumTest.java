package io.guestkit.inspect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.MediumReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstallationMediumTest {

    /** Tree with {@code |} for newlines; what is to be found. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "=== .disk/info|Ubuntu 22.04.3 LTS \"Jammy Jellyfish\" - Release amd64 (20230807.2)|=== casper/;"
                        + "live ubuntu 22.04.3",
                "=== .disk/info|Debian GNU/Linux 12.5.0 \"Bookworm\" - Official amd64 NETINST;installer debian 12.5.0",
                "=== .treeinfo|[general]|family = Fedora|[release]|name = Fedora|version = 39;installer fedora 39",
                "=== .treeinfo|[general]|family = Rocky Linux|version = 9.3|=== LiveOS/;live rocky 9.3",
                "=== .alpine-release|alpine-standard-3.19.1 240126;live alpinelinux 3.19.1",
                "=== media.1/media|openSUSE - openSUSE-Leap-15.5-DVD-x86_64-Build491.1;installer opensuse 15.5",
                "=== arch/boot/|=== arch/version|2024.01.01;live archlinux 2024.01.01",
                "=== live/filesystem.squashfs|x;live - -",
                "=== README|nothing;null",
                "=== .disk/info|;null",
            })
    void isKnownByItsTopLevel(String tree, String expected, @TempDir Path root) throws IOException {
        GuestTree.unpack(tree.replace('|', '\n'), root);
        MediumReport medium = InstallationMedium.of("/dev/sda", new GuestFiles(root));
        assertThat(
                        medium == null
                                ? "null"
                                : medium.kind() + " " + medium.distro().orElse("-") + " "
                                        + medium.version().orElse("-"))
                .isEqualTo(expected);
    }
}
