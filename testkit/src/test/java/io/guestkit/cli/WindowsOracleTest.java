package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.windows.WindowsTree;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Windows guest on NTFS, which ntfs-3g has written, and what libguestfs says of it. */
@Tag("oracle")
class WindowsOracleTest {

    private static final long START = 2048 * 512;
    private static final long SIZE = 64 << 20;

    @TempDir
    private static Path directory;

    private static Path image;

    @BeforeAll
    static void makeGuest() throws Exception {
        image = makeGuest(directory);
    }

    /** A Windows 11 on the first partition of a disk with an MBR; returns the image. */
    static Path makeGuest(Path directory) throws Exception {
        Oracle.requireRoot();
        Oracle ntfs3g = Oracle.require("ntfs-3g");
        Path partition = directory.resolve("partition");
        sparse(partition, SIZE);
        Oracle.require("mkntfs").run("-q", "-F", "-Q", "-p", "2048", partition);
        Path mount = Files.createDirectory(directory.resolve("mount"));
        ntfs3g.run(partition, mount);
        try {
            // its letter E is that of the partition below: disk 12345678, 1 MiB
            WindowsTree.unpack(Files.readString(Path.of("src/test/resources/windows/windows-11.guest")), mount);
        } finally {
            Oracle.require("umount").run(mount);
        }
        Path image = directory.resolve("windows.raw");
        sparse(image, START + SIZE + (1 << 20));
        Path script = directory.resolve("table");
        Files.writeString(
                script, "label: dos\nlabel-id: 0x12345678\nstart=2048, size=" + SIZE / 512 + ", type=7, bootable\n");
        Oracle.require("sh").run("-c", "sfdisk -q '" + image + "' < '" + script + "'");
        try (FileChannel from = FileChannel.open(partition);
                FileChannel to = FileChannel.open(image, StandardOpenOption.WRITE)) {
            for (long at = 0; at < SIZE; ) {
                at += from.transferTo(at, SIZE - at, to.position(START + at));
            }
        }
        return image;
    }

    private static void sparse(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    @Test
    @Proves(
            area = "guests",
            feature = "identity of Windows guests, drive letters, applications, accounts, services, network",
            verdict = "reported",
            referee = "how the guest was made, on NTFS of ntfs-3g")
    void is_reported() throws Exception {
        Map<String, Object> guest = guest();
        assertThat(guest).containsEntry("root", "/dev/sda1");
        assertThat(Json.object(guest.get("identity")))
                .containsEntry("os_type", "windows")
                .containsEntry("os_name", "Windows 11 Enterprise")
                .containsEntry("osinfo", "win11")
                .containsEntry("architecture", "x86_64");
        Map<String, Object> windows = Json.object(guest.get("windows"));
        assertThat(windows)
                .containsEntry("systemroot", "/Windows")
                .containsEntry("software_hive", "/Windows/System32/config/SOFTWARE")
                .containsEntry("current_control_set", "ControlSet001");
        assertThat(Json.object(windows.get("drive_mappings"))).containsOnly(Map.entry("E", "/dev/sda1"));
        assertThat(names(guest.get("applications"))).contains("7-Zip", "Teams");
        assertThat(names(windows.get("users"))).containsExactly("Administrator", "anna");
    }

    @Test
    void keys_are_found_by_their_path_in_windows() {
        String current = Guestkit.succeed("registry", image, "HKLM\\SYSTEM\\CurrentControlSet\\Services\\viostor")
                .text();
        assertThat(current)
                .contains("[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\viostor]")
                .contains("\"Start\"=dword:00000000");
        assertThat(Guestkit.run("registry", image, "HKLM\\SYSTEM\\CurrentControlSet\\Services\\viostor")
                        .err())
                .contains("CurrentControlSet is ControlSet001");
        assertThat(Guestkit.succeed("registry", image, "hku\\s-1-5-21-1-2-3-1001\\software", "-r")
                        .text())
                .contains("\"DisplayName\"=\"Teams\"");
        assertThat(Guestkit.succeed("registry", image, "--hive", "users/anna/ntuser.dat", "Software")
                        .text())
                .contains("[HKEY_LOCAL_MACHINE\\HIVE\\Software]");
        assertThat(Guestkit.succeed("registry", image, "HKLM\\SAM\\SAM\\Domains\\Account\\Users\\Names", "-r")
                        .text())
                .contains("\\Names\\anna]\n@=hex(3e9):");
        assertThat(Guestkit.run("registry", image, "HKLM\\SECURITY").status()).isEqualTo(ExitCode.FAILURE);
        assertThat(Guestkit.run("registry", image, "HKLM\\BCD00000000").err()).contains("no file EFI");
        assertThat(Guestkit.run("registry", image).status()).isEqualTo(ExitCode.USAGE);
    }

    /** libguestfs 1.48 does not know Windows 11 and takes ProductName as it is: osinfo and name differ on purpose. */
    @Test
    @Tag("long")
    @Proves(
            area = "guests",
            feature = "Windows: systemroot, version, variant, hostname, drive letters, applications",
            verdict = "reported",
            referee = "virt-inspector")
    void agrees_with_virt_inspector() throws Exception {
        String xml = Oracle.require("sh")
                .within(Duration.ofMinutes(5))
                .run(
                        "-c",
                        "LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg virt-inspector --no-icon -a '"
                                + image + "'")
                .text();
        Map<String, Object> guest = guest();
        Map<String, Object> identity = Json.object(guest.get("identity"));
        Map<String, Object> windows = Json.object(guest.get("windows"));
        assertThat(xml)
                .contains("<root>" + guest.get("root") + "</root>")
                .contains("<name>windows</name>")
                .contains("<arch>" + identity.get("architecture") + "</arch>")
                .contains("<distro>" + identity.get("distro") + "</distro>")
                .contains("<product_name>Windows 10 Enterprise</product_name>")
                .contains("<product_variant>" + identity.get("product_variant") + "</product_variant>")
                .contains("<major_version>" + identity.get("major_version") + "</major_version>")
                .contains("<minor_version>" + identity.get("minor_version") + "</minor_version>")
                .contains("<hostname>" + identity.get("hostname") + "</hostname>")
                .contains("<windows_systemroot>" + windows.get("systemroot") + "</windows_systemroot>")
                .contains("<windows_current_control_set>" + windows.get("current_control_set")
                        + "</windows_current_control_set>")
                .contains("<drive_mapping name=\"E\">/dev/sda1</drive_mapping>");
        // of the machine: users' applications and those of the store are not libguestfs'
        for (Map<String, Object> application : objects(guest.get("applications"))) {
            String name = "<name>" + application.get("name") + "</name>";
            boolean ofMachine = application.containsKey("display_name")
                    && !application.get("name").equals("Teams");
            assertThat(xml.contains(name)).as(name).isEqualTo(ofMachine);
        }
    }

    private static Map<String, Object> guest() throws IOException {
        List<Map<String, Object>> guests = objects(
                Guestkit.succeed("inspect", image, "--output", "json").json().get("guests"));
        assertThat(guests).hasSize(1);
        return guests.getFirst();
    }

    private static List<Map<String, Object>> objects(Object list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        Json.array(list).forEach(each -> objects.add(Json.object(each)));
        return objects;
    }

    private static List<String> names(Object list) {
        List<String> names = new ArrayList<>();
        for (Map<String, Object> each : objects(list)) {
            names.add(String.valueOf(each.get("name")));
        }
        return names;
    }
}
