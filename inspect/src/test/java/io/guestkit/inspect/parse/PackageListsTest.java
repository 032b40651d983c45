package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What package managers other than dpkg and rpm keep, in the forms that they document. */
class PackageListsTest {

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void apk() throws IOException {
        List<Application> found = new ArrayList<>();
        ApkInstalled.read(stream("""
                C:Q1abc=
                P:libcrypto3
                V:3.1.4-r0
                A:x86_64
                T:Crypto library from openssl
                U:https://www.openssl.org/
                L:Apache-2.0
                o:openssl
                m:Ariadne Conill <ariadne@dereferenced.org>
                F:lib
                R:libcrypto.so.3

                P:musl
                V:1.2.4_git2023-rc
                o:musl
                """), found);
        assertThat(found)
                .containsExactly(
                        Application.of("apk", "libcrypto3", "3.1.4")
                                .release("0")
                                .arch("x86_64")
                                .publisher("Ariadne Conill <ariadne@dereferenced.org>")
                                .url("https://www.openssl.org/")
                                .sourcePackage("openssl")
                                .summary("Crypto library from openssl")
                                .license("Apache-2.0")
                                .build(),
                        Application.of("apk", "musl", "1.2.4_git2023-rc").build());
    }

    @Test
    void pacman() {
        assertThat(PacmanDesc.parse("""
                %NAME%
                linux-headers

                %VERSION%
                1:6.7.arch3-1

                %BASE%
                linux

                %DESC%
                Headers for the kernel
                in two lines

                %URL%
                https://github.com/archlinux/linux

                %ARCH%
                x86_64

                %INSTALLDATE%
                1705000000

                %PACKAGER%
                Somebody <x@y>

                %LICENSE%
                GPL2
                MIT

                %DEPENDS%
                pahole
                """))
                .isEqualTo(Application.of("pacman", "linux-headers", "6.7.arch3")
                        .epoch(OptionalLong.of(1))
                        .release("1")
                        .arch("x86_64")
                        .publisher("Somebody <x@y>")
                        .url("https://github.com/archlinux/linux")
                        .sourcePackage("linux")
                        .summary("Headers for the kernel")
                        .license("GPL2 AND MIT")
                        .installTime(Instant.ofEpochSecond(1705000000))
                        .build());
        assertThat(PacmanDesc.parse("%NAME%\nx\n")).isNull();
        assertThat(PacmanDesc.parse("")).isNull();
    }

    @Test
    void opkg() throws IOException {
        List<Application> found = new ArrayList<>();
        DpkgStatus.read("ipk", stream("""
                Package: busybox
                Version: 1.36.1-1
                Status: install user installed
                Architecture: x86_64
                Installed-Time: 1690000000

                Package: gone
                Version: 1
                Status: deinstall user not-installed
                """), found);
        assertThat(found)
                .containsExactly(Application.of("ipk", "busybox", "1.36.1")
                        .release("1")
                        .arch("x86_64")
                        .installTime(Instant.ofEpochSecond(1690000000))
                        .build());
    }

    private static final String PLIST = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
            	<key>_XBPS_ALTERNATIVES_</key>
            	<dict><key>vi</key><array><string>nvi</string></array></dict>
            	<key>bash</key>
            	<dict>
            		<key>architecture</key>
            		<string>x86_64</string>
            		<key>automatic-install</key>
            		<true/>
            		<key>homepage</key>
            		<string>https://www.gnu.org/software/bash/</string>
            		<key>license</key>
            		<string>GPL-3.0-or-later</string>
            		<key>pkgver</key>
            		<string>bash-5.2.21_1</string>
            		<key>run_depends</key>
            		<array><string>glibc>=2.36_1</string></array>
            		<key>short_desc</key>
            		<string>GNU Bourne Again Shell &amp; more</string>
            		<key>state</key>
            		<string>installed</string>
            	</dict>
            	<key>half</key>
            	<dict>
            		<key>pkgver</key>
            		<string>half-1_1</string>
            		<key>state</key>
            		<string>half-removed</string>
            	</dict>
            </dict>
            </plist>
            """;

    @Test
    void xbps() throws IOException {
        List<Application> found = new ArrayList<>();
        XbpsPlist.read(stream(PLIST), found);
        assertThat(found)
                .containsExactly(Application.of("xbps", "bash", "5.2.21")
                        .release("1")
                        .arch("x86_64")
                        .url("https://www.gnu.org/software/bash/")
                        .summary("GNU Bourne Again Shell & more")
                        .license("GPL-3.0-or-later")
                        .build());
    }

    private static final String METADATA = """
            <PISI>
                <Source>
                    <Name>nano-src</Name>
                    <Homepage>https://nano-editor.org</Homepage>
                    <Packager><Name>Somebody</Name><Email>x@y</Email></Packager>
                </Source>
                <Package>
                    <Name>nano</Name>
                    <Summary xml:lang="de">Ein Editor</Summary>
                    <Summary xml:lang="en">An editor</Summary>
                    <License>GPL-3.0-or-later</License>
                    <RuntimeDependencies><Dependency release="9">ncurses</Dependency></RuntimeDependencies>
                    <History>
                        <Update release="178"><Date>2024-01-01</Date><Version>7.2</Version></Update>
                        <Update release="177"><Date>2023-01-01</Date><Version>7.1</Version></Update>
                    </History>
                    <Architecture>x86_64</Architecture>
                </Package>
            </PISI>
            """;

    @Test
    void pisi() throws IOException {
        assertThat(PisiMetadata.read("eopkg", stream(METADATA)))
                .isEqualTo(Application.of("eopkg", "nano", "7.2")
                        .release("178")
                        .arch("x86_64")
                        .publisher("Somebody")
                        .url("https://nano-editor.org")
                        .sourcePackage("nano-src")
                        .summary("An editor")
                        .license("GPL-3.0-or-later")
                        .build());
    }

    @Test
    void entitiesOfAGuestAreNotExpanded() throws IOException {
        String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>"
                + METADATA.replace("An editor", "&a;&b;");
        try {
            Application read = PisiMetadata.read("pisi", stream(bomb));
            assertThat(read == null ? "" : read.toString()).doesNotContain("aaaa", "root:");
        } catch (CorruptDataException expected) {
            assertThat(expected).hasMessageStartingWith("XML: ");
        }
        assertThatThrownBy(() -> PisiMetadata.read("pisi", stream("<a>".repeat(100_000))))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void mutatedXmlIsReadOrRefused() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = (i % 2 == 0 ? PLIST : METADATA).getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(6); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                if (i % 2 == 0) {
                    XbpsPlist.read(new ByteArrayInputStream(bytes), new ArrayList<>());
                } else {
                    PisiMetadata.read("pisi", new ByteArrayInputStream(bytes));
                }
            } catch (IOException expected) {
                // whatever is wrong with the bytes
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aaa_base-15.0-x86_64-4, aaa_base 15.0 4 x86_64",
        "xorg-server-xephyr-1.20.14-i586-2_slack15.0, xorg-server-xephyr 1.20.14 2_slack15.0 i586",
        "no-version, -",
        "-1-x-1, -",
    })
    void slackware(String file, String parts) {
        Application.Builder builder = PackageFileName.slackware(file);
        assertThat(parts(builder)).isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource({
        "openssl-3.0.12, dev-libs/openssl 3.0.12 - -",
        "openssl-3.0.12-r1, dev-libs/openssl 3.0.12 r1 -",
        "font-adobe-100dpi-1.0.3-r2, dev-libs/font-adobe-100dpi 1.0.3 r2 -",
        "x-r1, -",
        "x, -",
        "x-, -",
        "-r1, -",
    })
    void portage(String folder, String parts) {
        assertThat(parts(PackageFileName.portage("dev-libs", folder))).isEqualTo(parts);
    }

    private static String parts(Application.Builder builder) {
        if (builder == null) {
            return "-";
        }
        Application read = builder.build();
        return read.name() + " " + read.version() + " " + read.release().orElse("-") + " "
                + read.arch().orElse("-");
    }
}
