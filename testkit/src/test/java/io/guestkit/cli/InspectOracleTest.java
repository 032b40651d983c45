package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The report on real guests, against what dpkg and the maker of the guests know. */
@Tag("oracle")
class InspectOracleTest {

    private static Map<String, Object> report(String image) throws IOException {
        return Guestkit.succeed("inspect", Fixtures.of("debian-guests").resolve(image), "--output", "json")
                .json();
    }

    private static List<Map<String, Object>> guests(Map<String, Object> report) {
        return objects(report.get("guests"));
    }

    private static List<Map<String, Object>> objects(Object list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        Json.array(list).forEach(each -> objects.add(Json.object(each)));
        return objects;
    }

    private static Map<String, Object> onlyGuest(Map<String, Object> report) {
        assertThat(guests(report)).hasSize(1);
        return guests(report).getFirst();
    }

    @Test
    @Proves(
            area = "guests",
            feature = "identity of Linux guests; fstab by device, UUID, LABEL, PARTUUID, PARTLABEL",
            verdict = "reported",
            referee = "how they were made")
    void identityAndMounts() throws Exception {
        Map<String, Object> efi = onlyGuest(report("efi-zlib.qcow2"));
        assertThat(efi).containsEntry("root", "/dev/sda2");
        assertThat(Json.object(efi.get("identity")))
                .containsEntry("os_type", "linux")
                .containsEntry("distro", "debian")
                .containsEntry("major_version", 12L)
                .containsEntry("hostname", "efi-guest")
                .containsEntry("architecture", "x86_64")
                .containsEntry("firmware", "uefi")
                .containsEntry("init_system", "systemd")
                .containsEntry("package_format", "deb")
                .containsEntry("package_manager", "apt");
        assertThat(mounts(efi)).containsExactly("/ /dev/sda2 ext4", "/boot/efi /dev/sda1 vfat");

        Map<String, Object> bios = onlyGuest(report("bios.raw"));
        assertThat(bios).containsEntry("root", "/dev/sda5");
        assertThat(mounts(bios)).contains("/ /dev/sda5 ext4", "/boot /dev/sda1 ext2", "/var /dev/sda6 ext3");
        assertThat(objects(bios.get("kernels"))).hasSize(1);

        Map<String, Object> whole = onlyGuest(report("whole.raw"));
        assertThat(whole).containsEntry("root", "/dev/sda");
        assertThat(mounts(whole)).containsExactly("/ /dev/sda ext4");
    }

    @Test
    @Proves(
            area = "guests",
            feature = "several guests on one disk",
            verdict = "reported",
            referee = "how they were made")
    void twoRootsAreTwoGuests() throws Exception {
        Map<String, Object> report = report("two.raw");
        assertThat(guests(report)).hasSize(2);
        assertThat(guests(report))
                .extracting(guest -> Json.object(guest.get("identity")).get("hostname"))
                .containsExactlyInAnyOrder("two-debian", "alpine-guest");
        assertThat(guests(report))
                .extracting(guest -> Json.object(guest.get("identity")).get("distro"))
                .containsExactlyInAnyOrder("debian", "alpinelinux");
        assertThat(objects(report.get("warnings")))
                .extracting(warning -> warning.get("message").toString())
                .anyMatch(message -> message.contains("LABEL=gone"));
    }

    @Test
    @Proves(
            area = "guests",
            feature = "dpkg packages: name, epoch, version, release, architecture, source, summary",
            verdict = "reported",
            referee = "dpkg-query")
    void packagesAreThoseOfDpkgQuery() throws Exception {
        for (String guest : List.of("efi", "bios", "whole")) {
            List<String> expected = new ArrayList<>();
            for (String line : Files.readAllLines(Fixtures.of("debian-guests").resolve(guest + ".packages.tsv"))) {
                String[] columns = line.split("\t", -1);
                if (columns[3].startsWith("ii")) {
                    expected.add(String.join("\t", columns[0], columns[1], columns[2], columns[4], columns[6]));
                }
            }
            List<String> found = new ArrayList<>();
            for (Map<String, Object> application :
                    objects(onlyGuest(report(guest + ".raw")).get("applications"))) {
                found.add(String.join(
                        "\t",
                        application.get("name").toString(),
                        fullVersion(application),
                        application.get("arch").toString(),
                        application
                                .getOrDefault("source_package", application.get("name"))
                                .toString(),
                        application.getOrDefault("summary", "").toString()));
            }
            assertThat(found)
                    .as(guest)
                    .containsExactlyInAnyOrderElementsOf(expected)
                    .isNotEmpty();
        }
    }

    private static String fullVersion(Map<String, Object> application) {
        String version = application.get("version").toString();
        if (application.containsKey("epoch")) {
            version = application.get("epoch") + ":" + version;
        }
        return application.containsKey("release") ? version + "-" + application.get("release") : version;
    }

    @Test
    @Proves(
            area = "guests",
            feature = "btrfs guests: subvolumes as mounts, snapshots and containers are no guests, several disks",
            verdict = "reported",
            referee = "how they were made, and the kernel's mount")
    void subvolumesAreMountedAndSnapshotsAreNoGuests() throws Exception {
        Path one = Fixtures.of("btrfs-guests").resolve("one.raw");
        Map<String, Object> report =
                Guestkit.succeed("inspect", one, "--output", "json").json();
        Map<String, Object> guest = onlyGuest(report);
        assertThat(guest).containsEntry("root", "btrfsvol:/dev/sda1/@");
        assertThat(Json.object(guest.get("identity")))
                .containsEntry("hostname", "one-guest")
                .containsEntry("distro", "debian");
        assertThat(mounts(guest))
                .containsExactly(
                        "/ btrfsvol:/dev/sda1/@ btrfs",
                        "/gone null btrfs",
                        "/home btrfsvol:/dev/sda1/@home btrfs",
                        "/srv btrfsvol:/dev/sda1/@srv btrfs");
        assertThat(objects(report.get("warnings")))
                .extracting(warning -> warning.get("message").toString())
                .anyMatch(message -> message.contains("no such subvolume (subvol=@gone)"));
        // the root has no /home of its own
        assertThat(Guestkit.succeed("cat", one, "/home/alice/file").text()).isEqualTo("hello\n");
        assertThat(Guestkit.succeed("cat", one, "/srv/served").text()).isEqualTo("served\n");
        assertThat(Guestkit.succeed("cat", one, "/etc/after-snapshot").text()).isEqualTo("later\n");
        assertThat(Guestkit.run("cat", one, "/etc/after-snapshot", "--device", "btrfsvol:/dev/sda1/@snapshots/root-1")
                        .status())
                .isNotZero();
    }

    @Test
    void aRootOnTwoDisksIsOneGuest() throws Exception {
        Path two = Fixtures.of("btrfs-guests").resolve("two.raw");
        Path second = two.resolveSibling("two.dev2.raw");
        Map<String, Object> report =
                Guestkit.succeed("inspect", two, second, "--output", "json").json();
        Map<String, Object> guest = onlyGuest(report);
        assertThat(guest).containsEntry("root", "/dev/sda");
        assertThat(mounts(guest)).containsExactly("/ /dev/sda btrfs");
        assertThat(objects(report.get("volumes"))).hasSize(2);
        assertThat(objects(report.get("warnings"))).isEmpty();
        assertThat(Guestkit.succeed("cat", two, "--add", second, "/etc/hostname", "--device", "/dev/sdb")
                        .text())
                .isEqualTo("two-guest\n");
        // mirrored, so that one of them is enough
        Map<String, Object> alone =
                Guestkit.succeed("inspect", second, "--output", "json").json();
        assertThat(onlyGuest(alone)).containsEntry("root", "/dev/sda");
        assertThat(objects(alone.get("warnings")))
                .extracting(warning -> warning.get("message").toString())
                .anyMatch(message -> message.contains("is not among the disks given"));
    }

    private static List<String> mounts(Map<String, Object> guest) {
        List<String> mounts = new ArrayList<>();
        for (Map<String, Object> mount : objects(guest.get("mountpoints"))) {
            mounts.add("%s %s %s".formatted(mount.get("path"), mount.get("device"), mount.get("fs_type")));
        }
        return mounts;
    }

    @Test
    void pathsGoThroughTheGuestsOwnMountTable() throws Exception {
        Path bios = Fixtures.of("debian-guests").resolve("bios.raw");
        assertThat(Guestkit.succeed("ls", bios, "/boot").text()).contains("vmlinuz-");
        assertThat(Guestkit.succeed("cat", bios, "/var/lib/dpkg/status").text()).contains("Package: dpkg");
        assertThat(Guestkit.succeed("cat", bios, "/etc/hostname").text()).isEqualTo("bios-guest\n");
        // /etc/os-release is a link to /usr/lib/os-release
        assertThat(Guestkit.succeed("cat", bios, "/etc/os-release").text()).contains("ID=debian");
    }
}
