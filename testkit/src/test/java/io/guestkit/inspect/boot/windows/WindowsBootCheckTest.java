package io.guestkit.inspect.boot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A chain whose every link holds, and the same with one thing changed: exactly that link is told. */
class WindowsBootCheckTest {

    private static final String[] LINKS = {
        "firmware",
        "loader",
        "configuration",
        "entry",
        "program",
        "root",
        "kernel",
        "registry",
        "drivers",
        "letters",
        "volume"
    };
    private static final String BOUND = """
            [ControlSet001\\Services\\viostor]
            "Type"=dword:00000001
            "Start"=dword:00000000
            "ImagePath"=expand:"\\\\SystemRoot\\\\System32\\\\drivers\\\\viostor.sys"
            """;

    @TempDir
    Path folder;

    @Test
    void every_link_of_uefi_holds() throws IOException {
        BootReport report = BootTrees.uefi(folder).check();
        assertThat(report.verdict()).as("%s", report.links()).isEqualTo(BootReport.Verdict.OK);
        assertThat(report.links()).extracting("link").containsExactly((Object[]) LINKS);
        assertThat(report.buses()).containsExactly("ahci");
        assertThat(report.loaders()).extracting("name").containsExactly("bootmgr", "efi");
        BootEntry entry = report.entries().getFirst();
        assertThat(report.entries()).hasSize(1);
        assertThat(entry.title()).isEqualTo("Windows 10");
        assertThat(entry.isDefault()).isTrue();
        assertThat(entry.kernel()).contains("\\Windows\\system32\\winload.efi");
        assertThat(entry.source()).isEqualTo("/dev/sda1:/EFI/Microsoft/Boot/BCD " + BootTrees.ENTRY);
        assertThat(BootTrees.link(report, "registry").source()).isEqualTo("/Windows/System32/config/SYSTEM Select");
        assertThat(BootTrees.link(report, "drivers").source()).isEqualTo("HKLM\\SYSTEM\\ControlSet001\\Enum");
    }

    @Test
    void every_link_of_a_bios_holds() throws IOException {
        BootReport report = BootTrees.bios(folder).check();
        assertThat(report.verdict()).as("%s", report.links()).isEqualTo(BootReport.Verdict.OK);
        assertThat(report.links()).extracting("link").containsExactly((Object[]) LINKS);
    }

    static Stream<Arguments> changes() {
        String device = BootTrees.ON_ROOT;
        return Stream.of(
                uefi(
                        "firmware unknown",
                        t -> t.windows("PEFirmwareType\"=dword:00000002", "PEFirmwareType\"=dword:00000001")),
                uefi("loader unknown", t -> t.loader("EFI/BOOT/BOOTX64.EFI", "EFI/BOOT/BOOTIA32.EFI")),
                uefi("loader broken", t -> t.loader("bootmgfw.efi pe 8664", "bootmgfw.efi pe aa64")),
                uefi("loader broken", t -> t.loader("bootmgfw.efi pe 8664", "bootmgfw.efi")),
                uefi("configuration broken", t -> t.loader("Boot/BCD reg", "Boot/BCX reg")),
                uefi("configuration broken", t -> t.loader("Boot/BCD reg", "Boot/BCD")),
                uefi("configuration broken", t -> t.loader("{9dea862c", "{9dea862d")),
                uefi(
                        "configuration broken",
                        t -> t.loader("23000003", "23000009").loader("24000001", "24000009")),
                uefi("entry broken", t -> t.loader("\"Element\"=\"" + BootTrees.ENTRY, "\"Element\"=\"{0}")),
                uefi("entry unknown", t -> t.loader("10200003", "10300006")),
                uefi("program broken", t -> t.loader("winload.efi", "winlose.efi")),
                uefi("program broken", t -> t.loader("winload.efi", "winload.exe")),
                uefi("program broken", t -> t.windows("winload.efi pe 8664", "winload.efi")),
                uefi("program broken", t -> t.root("11111111-2222-3333-4444-555555555555")),
                uefi("program unknown", t -> t.disk("11111111-2222-3333-4444-555555555555")),
                uefi("program broken", t -> t.loader("48,00,00,00", "49,00,00,00")),
                uefi("program broken", t -> t.loader("Elements\\11000001", "Elements\\11000009")),
                uefi("program unknown", t -> t.loader(device, device.replace("00,06,00", "00,03,00"))),
                uefi("root broken", t -> t.loader("\"\\\\Windows\"", "\"\\\\Winnt\"")),
                uefi("kernel broken", t -> t.windows("ntoskrnl.exe pe 8664", "ntoskrnl.ex_")),
                uefi("kernel broken", t -> t.windows("ntoskrnl.exe pe 8664", "ntoskrnl.exe pe 14c")),
                uefi("kernel broken", t -> t.windows("hal.dll pe 8664", "hal.dl_")),
                uefi("registry broken", t -> t.windows("config/SYSTEM reg", "config/SYSTEM")),
                uefi("registry broken", t -> t.windows("config/SYSTEM reg", "config/SYSTEM.OLD reg")),
                uefi("registry broken", t -> t.windows("Default\"=dword:00000001", "Default\"=dword:00000002")),
                uefi("registry broken", t -> t.windows("[Select]", "[Selected]")),
                uefi("drivers broken", t -> t.windows("\"0\"=dword:00000000", "\"0\"=dword:00000003")),
                uefi("drivers broken", t -> t.windows("\"Start\"=dword:00000000", "\"Start\"=dword:00000003")),
                uefi("drivers broken", t -> t.windows("drivers/storahci.sys", "drivers/storahci.bak")),
                uefi("letters unknown", t -> t.windows("3a,38,2c", "3a,38,2d")),
                uefi(
                        "letters broken",
                        t -> t.windows(
                                "38,2c,0f,8e,ea,e4,ba,47,b7,fc,9d,8c,74,dc,cf,0b",
                                "55,39,be,36,bf,63,68,40,a6,ab,00,19,5c,ca,3a,22")),
                uefi("volume unknown", t -> t.windows("=== end", "=== hiberfil.sys\nhibr\n=== end")),
                bios("firmware broken", BootTrees::inactive),
                bios("firmware broken", t -> t.loader("=== bootmgr", "=== bootmgr.bak")),
                bios("loader broken", BootTrees::withoutBootCode),
                bios("program broken", t -> t.loader("winload.exe", "winload.efi")),
                bios("root broken", t -> t.disk("b3eba8f2")));
    }

    private static Arguments uefi(String expected, UnaryOperator<BootTrees> change) {
        return Arguments.of("uefi", expected, change);
    }

    private static Arguments bios(String expected, UnaryOperator<BootTrees> change) {
        return Arguments.of("bios", expected, change);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("changes")
    void what_was_changed_is_told(String firmware, String expected, UnaryOperator<BootTrees> change)
            throws IOException {
        BootTrees trees = firmware.equals("uefi") ? BootTrees.uefi(folder) : BootTrees.bios(folder);
        BootReport report = change.apply(trees).check();
        assertThat(BootTrees.links(report)).as("%s", report.links()).contains(expected);
    }

    @Test
    void a_device_that_is_looked_for_is_found() throws IOException {
        String zeros = "00,".repeat(16);
        String locate = zeros + "08,00,00,00,00,00,00,00,1e,00,00,00,00,00,00,00,"
                + "00,00,00,00,02,00,00,12,00,00,00,00,00,00";
        BootReport report =
                BootTrees.uefi(folder).loader(BootTrees.ON_ROOT, locate).check();
        assertThat(report.verdict()).as("%s", report.links()).isEqualTo(BootReport.Verdict.OK);
    }

    @Test
    void what_is_inherited_is_told() throws IOException {
        BootReport report = BootTrees.uefi(folder)
                .loader("\"Element\"=hex:00\n", "\"Element\"=hex:01\n")
                .loader(
                        "=== end",
                        "[Objects\\" + BootTrees.ENTRY
                                + "\\Elements\\25000080]\n\"Element\"=hex:01,00,00,00,00,00,00,00\n=== end")
                .check();
        assertThat(report.entries().getFirst().options()).contains("safeboot=network testsigning");
        assertThat(BootTrees.link(report, "entry").detail()).contains("safeboot=network testsigning");
    }

    @Test
    void without_a_driver_of_virtio_it_does_not_find_its_disk() throws IOException {
        BootReport report = BootTrees.uefi(folder).onVirtio().check();
        assertThat(BootTrees.link(report, "drivers").verdict()).isEqualTo(BootReport.Verdict.BROKEN);
        assertThat(BootTrees.link(report, "drivers").detail())
                .contains("PCI\\VEN_1AF4&DEV_1001", "0x7B", "finds its disk on ahci");
    }

    @Test
    void a_driver_of_virtio_that_nothing_is_bound_to_is_none() throws IOException {
        BootReport report = BootTrees.uefi(folder)
                .windows("[MountedDevices]", BOUND + "[MountedDevices]")
                .windows("=== end", "=== Windows/System32/drivers/viostor.sys\n=== end")
                .onVirtio()
                .check();
        assertThat(BootTrees.links(report)).contains("drivers broken");
    }

    @Test
    void a_critical_device_is_bound() throws IOException {
        String critical =
                "[ControlSet001\\Control\\CriticalDeviceDatabase\\PCI#VEN_1AF4&DEV_1001&SUBSYS_00021AF4&REV_00]\n"
                        + "\"Service\"=\"viostor\"\n";
        BootTrees trees = BootTrees.uefi(folder)
                .windows("[MountedDevices]", BOUND + critical + "[MountedDevices]")
                .onVirtio();
        assertThat(BootTrees.link(trees.check(), "drivers").detail()).contains("viostor.sys is not there");
        trees.windows("=== end", "=== Windows/System32/drivers/viostor.sys\n=== end");
        BootReport report = trees.check();
        assertThat(report.verdict()).as("%s", report.links()).isEqualTo(BootReport.Verdict.OK);
        assertThat(report.buses()).containsExactly("virtio-blk", "ahci");
    }

    @Test
    void a_device_of_the_driver_database_is_bound() throws IOException {
        String database = """
                [DriverDatabase\\DeviceIds\\PCI\\VEN_1AF4&DEV_1042&SUBSYS_11001AF4&REV_01]
                "oem3.inf"=hex:01,ff,00,00
                [DriverDatabase\\DriverInfFiles\\oem3.inf]
                "Active"="viostor.inf_amd64_0123"
                [DriverDatabase\\DriverPackages\\viostor.inf_amd64_0123\\Descriptors\\PCI\\VEN_1AF4&DEV_1042&SUBSYS_11001AF4&REV_01]
                "Configuration"="rhelscsi_inst"
                [DriverDatabase\\DriverPackages\\viostor.inf_amd64_0123\\Configurations\\rhelscsi_inst]
                "Service"="viostor"
                """;
        BootReport report = BootTrees.uefi(folder)
                .windows("[MountedDevices]", BOUND + database + "[MountedDevices]")
                .windows("=== end", "=== Windows/System32/drivers/viostor.sys\n=== end")
                .onVirtio()
                .check();
        assertThat(report.verdict()).as("%s", report.links()).isEqualTo(BootReport.Verdict.OK);
    }

    @Test
    void ntldr_counts_partitions() throws IOException {
        BootTrees trees = BootTrees.bios(folder).loader("=== bootmgr\n", """
                        === ntldr
                        === NTDETECT.COM
                        === boot.ini
                        [boot loader]
                        timeout=30
                        default=multi(0)disk(0)rdisk(0)partition(2)\\WINDOWS
                        [operating systems]
                        multi(0)disk(0)rdisk(0)partition(2)\\WINDOWS="Microsoft Windows XP" /noexecute=optin
                        """);
        BootReport report = trees.check();
        assertThat(report.verdict()).as("%s", report.links()).isEqualTo(BootReport.Verdict.OK);
        assertThat(report.loaders()).extracting("name").containsExactly("ntldr");
        assertThat(report.entries().getFirst().options()).contains("/noexecute=optin");
        assertThat(BootTrees.link(report, "entry").source()).isEqualTo("/dev/sda1:/boot.ini:5");
        assertThat(BootTrees.links(trees.loader("partition(2)", "partition(3)").check()))
                .contains("root broken");
        assertThat(BootTrees.links(trees.loader("partition(3)", "partition(1)").check()))
                .contains("root unknown");
    }
}
