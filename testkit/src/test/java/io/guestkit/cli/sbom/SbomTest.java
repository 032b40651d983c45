package io.guestkit.cli.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.Configuration;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bills of materials of guests that are written down here. */
class SbomTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");

    private static GuestReport guest(String distro, String version, int major, Application... applications) {
        Identity identity = new Identity(
                Identity.OsType.LINUX,
                Optional.of(distro + " " + version),
                version.isEmpty() ? Optional.empty() : Optional.of(version),
                major < 0 ? OptionalInt.empty() : OptionalInt.of(major),
                OptionalInt.empty(),
                distro.isEmpty() ? Optional.empty() : Optional.of(distro),
                Optional.of("x86_64"),
                Optional.empty(),
                Identity.Firmware.BIOS,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new GuestReport(
                "/dev/sda1",
                identity,
                List.of(),
                List.of(applications),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Configuration.NONE,
                Optional.empty());
    }

    private static final GuestReport DEBIAN = guest(
            "debian",
            "12.5",
            12,
            Application.of("deb", "libc6", "2.36")
                    .epoch(OptionalLong.of(1))
                    .release("9+deb12u4")
                    .arch("amd64")
                    .sourcePackage("glibc")
                    .sourceVersion("2.36-9")
                    .publisher("GNU Libc Maintainers <debian-glibc@lists.debian.org>")
                    .url("https://www.gnu.org/software/libc/libc.html")
                    .summary("GNU C Library: Shared libraries")
                    .build());

    private static final GuestReport FEDORA = guest(
            "fedora",
            "39",
            39,
            Application.of("rpm", "curl", "7.50.3")
                    .epoch(OptionalLong.of(1))
                    .release("1.fc39")
                    .arch("i386")
                    .sourcePackage("curl-7.50.3-1.fc39.src.rpm")
                    .license("MIT")
                    .installTime(TIME)
                    .build(),
            Application.of("rpm", "gpg-pubkey", "18b8e74c").release("62f2920f").build(),
            Application.of("rpm", "nodejs", "18.1")
                    .release("1")
                    .arch("x86_64")
                    .moduleLabel("nodejs:18:8070:bd13")
                    .build());

    static List<Object[]> examples() {
        List<Object[]> examples = new ArrayList<>();
        examples.add(new Object[] {
            DEBIAN, "pkg:deb/debian/libc6@1%3A2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc%402.36-9"
        });
        examples.add(new Object[] {
            FEDORA,
            "pkg:rpm/fedora/curl@7.50.3-1.fc39?arch=i386&distro=fedora-39&epoch=1&upstream=curl-7.50.3-1.fc39.src.rpm"
        });
        examples.add(new Object[] {
            guest(
                    "rhel",
                    "9.2",
                    9,
                    Application.of("rpm", "bash", "5.1")
                            .release("6.el9")
                            .arch("x86_64")
                            .build()),
            "pkg:rpm/redhat/bash@5.1-6.el9?arch=x86_64&distro=rhel-9.2"
        });
        examples.add(new Object[] {
            guest(
                    "alpinelinux",
                    "3.18.4",
                    3,
                    Application.of("apk", "musl", "1.2.4")
                            .release("1")
                            .arch("x86_64")
                            .build()),
            "pkg:apk/alpine/musl@1.2.4-r1?arch=x86_64&distro=alpine-3.18.4"
        });
        examples.add(new Object[] {
            guest(
                    "archlinux",
                    "",
                    -1,
                    Application.of("pacman", "pacman", "6.0.1")
                            .release("1")
                            .arch("x86_64")
                            .build()),
            "pkg:alpm/arch/pacman@6.0.1-1?arch=x86_64&distro=arch"
        });
        examples.add(new Object[] {
            guest(
                    "gentoo",
                    "",
                    -1,
                    Application.of("ebuild", "app-shells/bash", "5.1_p16")
                            .release("r6")
                            .build()),
            "pkg:ebuild/app-shells/bash@5.1_p16-r6?distro=gentoo"
        });
        examples.add(new Object[] {
            guest(
                    "voidlinux",
                    "",
                    -1,
                    Application.of("xbps", "bash", "5.2")
                            .release("1")
                            .arch("x86_64")
                            .build()),
            "pkg:generic/bash@5.2_1?arch=x86_64&distro=void"
        });
        for (String[] each : new String[][] {
            {"pypi", "Django_REST", "1.0", "pkg:pypi/django-rest@1.0"},
            {"npm", "@angular/core", "16.1.0", "pkg:npm/%40angular/core@16.1.0"},
            {"gem", "rake", "13.0.6", "pkg:gem/rake@13.0.6"},
            {"maven", "org.apache.logging:log4j-core", "2.14.1", "pkg:maven/org.apache.logging/log4j-core@2.14.1"},
            {"golang", "github.com/spf13/cobra", "v1.7.0", "pkg:golang/github.com/spf13/cobra@v1.7.0"},
            {"golang", "stdlib", "1.21", "pkg:golang/stdlib@1.21"},
            {"cargo", "serde", "1.0.1", "pkg:cargo/serde@1.0.1"},
            {"nuget", "Newtonsoft.Json", "13.0.1", "pkg:nuget/Newtonsoft.Json@13.0.1"},
            {"composer", "laravel/laravel", "v5.5.0", "pkg:composer/laravel/laravel@v5.5.0"},
        }) {
            Application application = Application.of(each[0], each[1], each[2]).build();
            examples.add(new Object[] {guest("debian", "12.5", 12, application), each[3]});
        }
        return examples;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void packageUrlsAreThoseOfTheSpecification(GuestReport guest, String expected) throws MalformedPackageURLException {
        String url = new PackageUrls(guest.identity())
                .of(guest.applications().getFirst())
                .orElseThrow();
        assertThat(url).isEqualTo(expected);
        assertThat(new PackageURL(url).canonicalize()).isEqualTo(url);
    }

    @Test
    @Proves(
            area = "packages",
            feature = "CycloneDX 1.6, whatever the guest says",
            verdict = "written",
            referee = "CycloneDX' own schema and library")
    void cycloneDxIsValid() throws IOException {
        for (Sbom sbom : sboms()) {
            assertThat(Schemas.cycloneDx(CycloneDx.json(sbom))).isEmpty();
        }
        Map<String, Object> document =
                Json.object(Json.parse(CycloneDx.json(Sbom.of("disk.qcow2", "1", TIME, List.of(DEBIAN, FEDORA)))));
        assertThat(document).containsEntry("specVersion", "1.6");
        assertThat(Json.object(document.get("metadata"))).containsEntry("timestamp", "2026-01-02T03:04:05Z");
        assertThat(Json.array(document.get("components")))
                .extracting(each -> Json.object(each).get("name"))
                .containsExactly("debian", "libc6", "fedora", "curl", "nodejs"); // and no gpg-pubkey
    }

    @Test
    @Proves(
            area = "packages",
            feature = "SPDX 2.3, whatever the guest says",
            verdict = "written",
            referee = "the schema of SPDX' own tools")
    void spdxIsValid() throws IOException {
        for (Sbom sbom : sboms()) {
            assertThat(Schemas.spdx(spdx(sbom))).isEmpty();
        }
        String wrong = spdx(sboms().getFirst()).replace("\"SPDXID\"", "\"spdxid\"");
        assertThat(Schemas.spdx(wrong)).isNotEmpty(); // the schema does look
    }

    @Test
    void theSameGuestGivesTheSameDocument() throws IOException {
        Sbom first = Sbom.of("disk.qcow2", "1", TIME, List.of(DEBIAN));
        Sbom second = Sbom.of("disk.qcow2", "1", TIME, List.of(DEBIAN));
        assertThat(CycloneDx.json(first)).isEqualTo(CycloneDx.json(second));
        assertThat(spdx(first)).isEqualTo(spdx(second));
        assertThat(Sbom.of("disk.qcow2", "1", TIME, List.of(FEDORA)).uuid()).isNotEqualTo(first.uuid());
    }

    private static List<Sbom> sboms() {
        String odd = "\0\u0001\u001b[2J \ud800 \ufffd \u202e <>&\"'\\ /../ %00 #?@:" + "x".repeat(5000);
        List<Application> hostile = new ArrayList<>();
        for (String format : List.of(
                "deb",
                "rpm",
                "apk",
                "pacman",
                "ebuild",
                "xbps",
                "ipk",
                "slackware",
                "pypi",
                "npm",
                "maven",
                "golang",
                "jar")) {
            for (String text : List.of(odd, "", "a/b", "/", " ", "name")) {
                hostile.add(Application.of(format, text, text)
                        .release(text)
                        .arch(text)
                        .epoch(OptionalLong.of(Long.MAX_VALUE))
                        .publisher(text)
                        .url(text.equals("name") ? "http://[::1" : "https://" + text)
                        .sourcePackage(text)
                        .sourceVersion(text)
                        .summary(text)
                        .license(text)
                        .moduleLabel(text)
                        .installTime(Instant.EPOCH)
                        .build());
            }
        }
        return List.of(
                Sbom.of("disk.qcow2", "1", TIME, List.of(DEBIAN, FEDORA)),
                Sbom.of("disk.qcow2", "1", null, List.of()),
                Sbom.of("disk.qcow2", "1", TIME, List.of(guest("", "", -1), DEBIAN, DEBIAN)),
                Sbom.of(odd, "1", TIME, List.of(guest(odd, odd, 0, hostile.toArray(new Application[0])))));
    }

    private static String spdx(Sbom sbom) throws IOException {
        return new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(Spdx.document(sbom));
    }
}
