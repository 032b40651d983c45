package io.guestkit.migrate.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.inspect.windows.WindowsTree;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.PlanDocument;
import io.guestkit.migrate.standard.Fixes;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HiveBuilder;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows guests on NTFS of ntfs-3g: what is planned for them, and what hivex finds after it was applied. */
@Tag("oracle")
class WindowsFixOracleTest {

    private static final long SIZE = 48 << 20;

    @TempDir
    private static Path directory;

    private static Path image;
    private static Path virtioWin;

    @BeforeAll
    static void makeGuest() throws Exception {
        Oracle.requireRoot();
        Oracle.require("mkntfs");
        image = guest("windows.raw", Files.readString(Path.of("src/test/resources/windows-fix/server-2022.guest")));
        virtioWin = VirtioWinFolder.make(directory.resolve("virtio-win"));
    }

    /** An NTFS without a partition table around it, with a tree in it. */
    private static Path guest(String name, String tree) throws Exception {
        Path file = directory.resolve(name);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), SIZE - 1);
        }
        Oracle.require("mkntfs").run("-q", "-F", "-Q", file);
        Path mount = Files.createDirectories(directory.resolve(name + ".mount"));
        Oracle.require("ntfs-3g").run(file, mount);
        try {
            WindowsTree.unpack(tree, mount);
            Files.createDirectories(mount.resolve("Windows/System32/drivers"));
            Files.createDirectories(mount.resolve("Windows/inf"));
        } finally {
            Oracle.require("umount").run(mount);
        }
        return file;
    }

    private static FixPlan plan(Path guest, FixOptions options) throws IOException {
        try (DiskSet disks = Disks.open(guest)) {
            return Fixes.plan(disks, Target.KVM, options, Optional.empty());
        }
    }

    @Test
    void the_plan_takes_all_from_the_inf() throws Exception {
        FixPlan plan = plan(image, FixOptions.DEFAULT.withVirtioWin(virtioWin));
        List<String> values = new ArrayList<>();
        for (FixStep step : plan.steps()) {
            if (step.operation() instanceof Operation.SetRegistryValue value) {
                values.add(value.key() + "|" + value.name() + "|" + value.shown());
            }
        }
        String services = "ControlSet002\\Services\\";
        assertThat(values)
                .contains(
                        services + "viostor|Start|0x0",
                        services + "viostor|Group|SCSI miniport",
                        services + "viostor|ImagePath|System32\\drivers\\viostor.sys",
                        services + "viostor\\Parameters|BusType|0x1",
                        services + "vioscsi\\Parameters|BusType|0xa",
                        services + "vioscsi\\Parameters\\PnpInterface|5|0x1",
                        "DriverDatabase\\DeviceIds\\PCI\\VEN_1AF4&DEV_1042&SUBSYS_11001AF4&REV_01|guestkit_viostor.inf|01ff0000",
                        "DriverDatabase\\DeviceIds\\PCI\\VEN_1AF4&DEV_1042|guestkit_viostor.inf|02ff0000",
                        services + "partmgr\\Parameters|SanPolicy|0x1",
                        "ControlSet002\\Control\\CrashControl|AutoReboot|0x0",
                        "ControlSet002\\Control\\Class\\{4d36e96a-e325-11ce-bfc1-08002be10318}|UpperFilters|other",
                        services + "xenfilt|Start|0x4")
                .noneMatch(value -> value.contains("CriticalDeviceDatabase") || value.contains("ControlSet001"));
        assertThat(plan.steps())
                .extracting(step -> step.operation().subject())
                .contains(
                        "/Windows/System32/drivers/viostor.sys",
                        "/Windows/System32/CatRoot/{F750E6C3-38EE-11D1-85E5-00C04FC295EE}/vioscsi.cat",
                        "/Windows/Drivers/VirtIO/netkvm/netkvm.sys",
                        "/Windows/guestkit/firstboot.cmd")
                .noneMatch(subject -> subject.endsWith(".pdb") || subject.contains("vioprot"));
        String script = written(plan, "/Windows/guestkit/firstboot.cmd");
        assertThat(script)
                .contains("pnputil.exe -i -a \"%SystemRoot%\\Drivers\\VirtIO\\netkvm\\netkvm.inf\"\r\n")
                .contains("msiexec.exe /x {01234567-89ab-cdef-0123-456789ABCDEF} /qn /norestart")
                .contains(
                        "start \"\" /wait \"C:\\Program Files\\Oracle\\VirtualBox Guest Additions\\uninst.exe\" /S\r\n")
                .contains("/v AutoReboot /t REG_DWORD /d 1 /f")
                .doesNotContain("7-Zip");
        assertThat(script.indexOf("sc.exe delete")).isLessThan(script.indexOf("msiexec"));
        assertThat(written(plan, "/Windows/guestkit/network.ps1"))
                .contains("Mac = '00:50:56:01:02:03'; Addresses = @('192.0.2.10 255.255.255.0');"
                        + " Gateways = @('192.0.2.1'); Dns = @('192.0.2.53');"
                        + " Addresses6 = @('2001:db8:0:0:0:0:0:10/64'); Dns6 = @('2001:db8::53') }")
                .contains("netsh.exe interface ipv6 add address $index $address\r\n");
        assertThat(plan.notes())
                .extracting(FixPlan.Note::text)
                .anyMatch(text -> text.contains("letters C: stay"))
                .anyMatch(text -> text.contains("letters D: go by a device's path"))
                .anyMatch(text -> text.contains("not proved without starting it: that Windows binds"))
                .anyMatch(text -> text.contains("clock has to run in UTC"))
                .anyMatch(text -> text.contains("broken.inf"));
        assertThat(PlanDocument.write(PlanDocument.read(PlanDocument.write(plan))))
                .isEqualTo(PlanDocument.write(plan));
    }

    private static String written(FixPlan plan, String path) {
        for (FixStep step : plan.steps()) {
            if (step.operation() instanceof Operation.WriteFile write
                    && write.path().equals(path)) {
                return write.content();
            }
        }
        throw new AssertionError("no step writes " + path);
    }

    @Test
    void tools_of_other_hypervisors_are_kept_from_starting() throws Exception {
        FixPlan plan = plan(image, FixOptions.DEFAULT.withTools(FixOptions.Tools.DISABLE));
        List<String> disabled = new ArrayList<>();
        for (FixStep step : plan.steps()) {
            if (step.rule().equals("hypervisor-tools")
                    && step.operation() instanceof Operation.SetRegistryValue value) {
                disabled.add(value.key().substring(value.key().lastIndexOf('\\') + 1) + " " + value.shown());
            }
        }
        assertThat(disabled)
                .containsExactlyInAnyOrder("VMTools 0x4", "VGAuthService 0x4", "VMMemCtl 0x4", "VBoxService 0x4");
        assertThat(plan.steps())
                .noneMatch(step -> step.operation() instanceof Operation.WriteFile write
                        && write.content().contains("msiexec"));
    }

    @Test
    void the_agent_is_installed_by_the_first_start() throws Exception {
        Path agent = directory.resolve("qemu-ga-x86_64.msi");
        Files.write(agent, HexFormat.of().parseHex("d0cf11e0a1b11ae1feedface"));
        FixPlan plan = plan(image, FixOptions.DEFAULT.withGuestAgent(agent));
        assertThat(plan.steps())
                .extracting(step -> step.operation().subject())
                .contains("/Windows/guestkit/qemu-ga-x86_64.msi");
        String script = written(plan, "/Windows/guestkit/firstboot.cmd");
        assertThat(script)
                .contains("msiexec.exe /i \"%~dp0qemu-ga-x86_64.msi\" /qn /norestart REBOOT=ReallySuppress\r\n"
                        + "del \"%~dp0qemu-ga-x86_64.msi\"\r\n");
        assertThat(script.indexOf("sc.exe delete")).isLessThan(script.indexOf("msiexec.exe /i"));

        Path iso = directory.resolve("agent.iso");
        Oracle.require("genisoimage").run("-quiet", "-J", "-R", "-o", iso, "-graft-points", "guest-agent/=" + agent);
        Path inside = Path.of(iso + "!/guest-agent/qemu-ga-x86_64.msi");
        assertThat(plan(image, FixOptions.DEFAULT.withGuestAgent(inside)).steps())
                .anyMatch(step -> step.operation() instanceof Operation.CopyIn copy
                        && copy.source().equals(inside.toString()));

        Path other = Files.copy(agent, directory.resolve("qemu-ga-i386.msi"));
        Path no = Files.writeString(directory.resolve("no-x86_64.msi"), "MZ, not a package");
        for (Path each : List.of(other, no)) {
            assertThatThrownBy(() -> plan(image, FixOptions.DEFAULT.withGuestAgent(each)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("package");
        }
    }

    @Test
    void what_only_others_can_have_is_refused() {
        for (FixOptions each : List.of(
                FixOptions.DEFAULT.withSerialConsole(true),
                FixOptions.DEFAULT.withRegenerateGrub(true),
                FixOptions.DEFAULT.withInitramfs(FixOptions.Initramfs.APPEND))) {
            assertThatThrownBy(() -> plan(image, each))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("a guest of type windows");
        }
        assertThatThrownBy(() -> plan(image, FixOptions.DEFAULT.withMacs(Map.of("eth0", "00:50:56:00:00:01"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--mac eth0: the guest has only Ethernet0");
    }

    /** The default one of that store. */
    private static final String ENTRY = "{7619dcc9-fafe-11d9-b411-000476eba25f}";

    /** A store that Windows made; hivexregedit lets its default entry do without graphics. */
    private static Path bootConfiguration(String name) throws Exception {
        Path store = directory.resolve(name + ".bcd");
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(Corpus.folder().resolve("registry/ez-BCD.gz")))) {
            Files.copy(in, store);
        }
        Path change = Files.writeString(directory.resolve(name + ".reg"), """
                Windows Registry Editor Version 5.00

                [X\\Objects\\%s\\Elements\\16000046]
                "Element"=hex(3):01
                """.formatted(ENTRY));
        Oracle.require("hivexregedit").run("--merge", "--prefix", "X", store, change);
        return store;
    }

    /** GPT with an EFI partition at 1 MiB, which has the boot manager in its own folder only, and the NTFS behind it. */
    private static Path uefiGuest(String name) throws Exception {
        Path esp = directory.resolve(name + ".esp");
        try (FileChannel channel = FileChannel.open(esp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), (4 << 20) - 1);
        }
        Oracle.require("mkfs.vfat").run(esp);
        Oracle.require("mmd").run("-i", esp, "::EFI", "::EFI/Microsoft", "::EFI/Microsoft/Boot");
        Path store = bootConfiguration(name);
        Oracle.require("mcopy").run("-i", esp, store, "::EFI/Microsoft/Boot/BCD");
        Path manager = Files.write(directory.resolve(name + ".efi"), VirtioWinFolder.program(0x8664, "bootmgfw"));
        Oracle.require("mcopy").run("-i", esp, manager, "::EFI/Microsoft/Boot/bootmgfw.efi");
        Path disk = directory.resolve(name);
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), (6L << 20) + SIZE - 1);
            for (Path part : List.of(esp, image)) {
                try (FileChannel in = FileChannel.open(part)) {
                    in.transferTo(0, in.size(), channel.position(part.equals(esp) ? 1 << 20 : 5 << 20));
                }
            }
        }
        Path script = Files.writeString(
                directory.resolve(name + ".sfdisk"),
                "label: gpt\nstart=1MiB, size=4MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B\n"
                        + "start=5MiB, size=" + SIZE / 512
                        + ", type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\n");
        Oracle.require("sh").run("-c", "sfdisk -q \"$1\" <\"$2\"", "sh", disk, script);
        return disk;
    }

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature = "Windows: the boot manager where firmware looks, and its configuration, on an EFI partition",
            verdict = "written",
            referee = "mtools and hivexregedit, after the appliance")
    void the_boot_manager_is_where_firmware_looks() throws Exception {
        Path disk = uefiGuest("uefi.raw");
        FixOptions only = FixOptions.DEFAULT.withRules(List.of("efi-fallback", "boot-configuration"), List.of());
        FixPlan plan = plan(disk, only);
        assertThat(plan.steps())
                .extracting(step -> step.operation().subject())
                .containsExactly(
                        "/dev/sda1:/EFI/BOOT/BOOTX64.EFI",
                        "/dev/sda1:/EFI/Microsoft/Boot/BCD: Objects\\" + ENTRY + "\\Elements\\16000046");
        Path overlay = directory.resolve("uefi.qcow2");
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);
        assertThat(result.success()).as(result.steps().toString()).isTrue();
        Path fixed = directory.resolve("uefi-fixed.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, fixed);
        Path copy = directory.resolve("uefi-copy.efi");
        Oracle.require("mcopy").run("-i", fixed + "@@1M", "::EFI/BOOT/BOOTX64.EFI", copy);
        assertThat(copy).hasSameBinaryContentAs(directory.resolve("uefi.raw.efi"));
        Path store = directory.resolve("uefi-copy.bcd");
        Oracle.require("mcopy").run("-i", fixed + "@@1M", "::EFI/Microsoft/Boot/BCD", store);
        String entries = Oracle.require("hivexregedit")
                .run("--export", "--prefix", "X", store, "\\Objects\\" + ENTRY)
                .text();
        assertThat(entries).contains("\\Elements\\12000004]").doesNotContain("16000046");
        assertThat(plan(fixed, only).steps()).isEmpty();
    }

    @Test
    void without_drivers_the_plan_says_what_the_machine_needs() throws Exception {
        FixPlan plan = plan(image, FixOptions.DEFAULT);
        assertThat(plan.notes())
                .extracting(FixPlan.Note::text)
                .anyMatch(text -> text.contains("--virtio-win") && text.contains("SATA"));
        assertThat(plan.steps()).noneMatch(step -> step.operation() instanceof Operation.CopyIn);
    }

    @Test
    void before_windows_8_the_binding_is_the_critical_device_database() throws Exception {
        Path seven = guest("seven.raw", Files.readString(Path.of("src/test/resources/windows/windows-7.guest")));
        FixPlan plan = plan(seven, FixOptions.DEFAULT.withVirtioWin(virtioWin));
        List<String> subjects = new ArrayList<>();
        for (FixStep step : plan.steps()) {
            subjects.add(step.operation().subject());
        }
        String critical = "Control\\CriticalDeviceDatabase\\PCI#VEN_1AF4&DEV_";
        assertThat(subjects)
                .anyMatch(subject -> subject.endsWith(critical + "1001&SUBSYS_00021AF4&REV_00\\Service"))
                .anyMatch(subject -> subject.endsWith(critical + "1048\\ClassGUID"))
                .noneMatch(subject -> subject.contains("DriverDatabase"));
    }

    @Test
    @Proves(
            area = "fix",
            feature = "Windows that is hibernated, or whose file system or registry was not cleanly closed",
            verdict = "refused by name",
            referee = "ntfs-3g and hand-made states")
    void what_was_not_shut_down_is_refused() throws Exception {
        String tree = Files.readString(Path.of("src/test/resources/windows-fix/server-2022.guest"));
        Path hibernated = guest("hibernated.raw", tree + "\n=== hiberfil.sys\nHIBR and more\n");
        assertRefused(hibernated, "hibernated", "powercfg /h off");
        Path copy = Files.copy(image, directory.resolve("dirty.raw"));
        Path mount = Files.createDirectories(directory.resolve("dirty.mount"));
        Oracle.require("ntfs-3g").run(copy, mount);
        try (FileChannel hive = FileChannel.open(
                mount.resolve("Windows/System32/config/SYSTEM"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer base = ByteBuffer.allocate(512);
            hive.read(base, 0);
            base.put(4, (byte) 9); // the first sequence number is ahead of the second
            byte[] bytes = base.array();
            HiveBuilder.seal(bytes);
            hive.write(ByteBuffer.wrap(bytes), 0);
        } finally {
            Oracle.require("umount").run(mount);
        }
        assertRefused(copy, "registry was not finished", "shutdown /s");
    }

    private static void assertRefused(Path guest, String... words) {
        assertThatThrownBy(() -> plan(guest, FixOptions.DEFAULT))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature = "Windows: storage drivers bound, drivers staged, work of the first start",
            verdict = "written",
            referee = "hivexregedit and ntfs-3g, after the appliance")
    void an_applied_plan_is_found_by_others() throws Exception {
        Oracle.require("hivexregedit");
        Path iso = directory.resolve("virtio-win.iso");
        Oracle.require("genisoimage").run("-quiet", "-J", "-R", "-o", iso, virtioWin);
        FixPlan plan = plan(image, FixOptions.DEFAULT.withVirtioWin(iso));
        Path overlay = directory.resolve("fixed.qcow2");
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);
        assertThat(result.steps())
                .as(result.steps().toString())
                .noneMatch(step -> !step.outcome().name().equals("VERIFIED"));
        assertThat(result.success()).isTrue();
        Path fixed = directory.resolve("fixed.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, fixed);
        Path mount = Files.createDirectories(directory.resolve("fixed.mount"));
        Oracle.require("ntfs-3g").run(fixed, mount, "-o", "ro,permissions");
        try {
            for (FixStep step : plan.steps()) {
                switch (step.operation()) {
                    case Operation.SetRegistryValue value ->
                        assertThat(exported(mount, value))
                                .as(value.subject())
                                .contains(value.type() + ":" + value.data());
                    case Operation.CopyIn copy -> {
                        Path file = mount.resolve(copy.path().substring(1));
                        assertThat(Files.readAllBytes(file)).as(copy.path()).isEqualTo(content(copy));
                        assertThat(Files.getPosixFilePermissions(file))
                                .as(copy.path())
                                .doesNotContain(PosixFilePermission.OTHERS_WRITE);
                    }
                    case Operation.WriteFile write ->
                        assertThat(Files.readString(mount.resolve(write.path().substring(1))))
                                .isEqualTo(write.content());
                    case Operation.DeleteRegistryKey key ->
                        assertThat(export(mount, key.hive(), "")).doesNotContain(key.key());
                    default -> assertThat(step.operation()).isInstanceOf(Operation.MakeDirectory.class);
                }
            }
        } finally {
            Oracle.require("umount").run(mount);
        }
        // done is done
        FixPlan again = plan(fixed, FixOptions.DEFAULT.withVirtioWin(iso));
        Set<String> left = new TreeSet<>();
        for (FixStep step : again.steps()) {
            left.add(step.operation().subject());
        }
        assertThat(left).isEmpty();
    }

    private static byte[] content(Operation.CopyIn copy) throws IOException {
        String inside = copy.source().substring(copy.source().indexOf("!/") + 2);
        return Files.readAllBytes(virtioWin.resolve(inside));
    }

    private static String export(Path mount, String hive, String key) throws Exception {
        return Oracle.require("hivexregedit")
                .run("--export", "--prefix", "X", mount.resolve(hive.substring(1)), "\\" + key)
                .text();
    }

    /** Values of that name below a key, as {@code type:hexadecimal data}. */
    private static List<String> exported(Path mount, Operation.SetRegistryValue wanted) throws Exception {
        String name = wanted.name().isEmpty() ? "@" : "\"" + wanted.name() + "\"";
        List<String> found = new ArrayList<>();
        boolean inKey = false;
        for (String line : export(mount, wanted.hive(), wanted.key()).lines().toList()) {
            if (line.startsWith("[")) {
                inKey = line.equalsIgnoreCase("[X\\" + wanted.key() + "]");
            } else if (inKey && line.regionMatches(true, 0, name + "=", 0, name.length() + 1)) {
                found.add(value(line.substring(name.length() + 1)));
            }
        }
        return found;
    }

    private static String value(String text) {
        if (text.startsWith("dword:")) {
            int number = Integer.parseUnsignedInt(text.substring(6), 16);
            return "4:" + HexFormat.of().toHexDigits(Integer.reverseBytes(number));
        }
        if (text.startsWith("\"")) {
            String plain =
                    text.substring(1, text.length() - 1).replace("\\\\", "\\").replace("\\\"", "\"");
            return "1:" + HexFormat.of().formatHex((plain + "\0").getBytes(StandardCharsets.UTF_16LE));
        }
        int colon = text.indexOf(':');
        String type = text.startsWith("hex:") ? "3" : text.substring(4, colon - 1);
        return Integer.parseInt(type, 16) + ":" + text.substring(colon + 1).replace(",", "");
    }
}
