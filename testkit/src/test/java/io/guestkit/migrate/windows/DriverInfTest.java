package io.guestkit.migrate.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.guestkit.io.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** INF files: their text, for whom they are, and what they install. */
class DriverInfTest {

    private static final WindowsVersion WINDOWS_11 =
            new WindowsVersion(10, 0, 22631, "x86_64", WindowsVersion.WORKSTATION);
    private static final WindowsVersion WINDOWS_7 =
            new WindowsVersion(6, 1, 7601, "x86_64", WindowsVersion.WORKSTATION);

    @TempDir
    private Path directory;

    private static InfFile parse(String text) throws CorruptDataException {
        return InfFile.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void fields_have_strings_quotes_and_comments_resolved() throws Exception {
        InfFile file = parse("""
                [One]
                key = "a;b" , %x%, "say \"\"hi\"\"\" ; the end
                long = 1, \\
                  2
                per = %%cent, %12%\\x, %unknown%
                [ONE]
                more
                [Strings]
                X = "the x"
                [Strings.0409]
                x = other
                """);
        assertThat(file.section("one"))
                .containsExactly(
                        new InfFile.Line("key", List.of("a;b", "the x", "say \"hi\"")),
                        new InfFile.Line("long", List.of("1", "2")),
                        new InfFile.Line("per", List.of("%cent", "%12%\\x", "%unknown%")),
                        new InfFile.Line("", List.of("more")));
        assertThat(file.value("one", "KEY")).isEqualTo("a;b");
        assertThat(file.value("none", "key")).isEmpty();
    }

    @Test
    void every_encoding_says_the_same() throws Exception {
        String text = "[a]\r\nk = Ünï\r\n";
        byte[] utf16 = ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
        byte[] utf8 = ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
        for (byte[] bytes : List.of(
                utf16, utf8, text.getBytes(StandardCharsets.ISO_8859_1), text.getBytes(StandardCharsets.UTF_16LE))) {
            assertThat(InfFile.parse(bytes).value("a", "k")).isEqualTo("Ünï");
        }
    }

    @Test
    void strings_cannot_make_a_field_without_end() {
        String text = "[a]\nk = " + "%x%".repeat(100_000) + "\n[Strings]\nx = " + "y".repeat(500_000) + "\n";
        assertThatThrownBy(() -> parse(text).value("a", "k"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> InfFile.parse(new byte[InfFile.MAX_SIZE + 1]))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void decorations_say_for_whom() {
        assertThat(Decoration.parse("NTamd64.10.0...22000")).isEqualTo(new Decoration("amd64", 10, 0, 0, 22000));
        assertThat(Decoration.parse("NTx86.6.1.1")).isEqualTo(new Decoration("x86", 6, 1, 1, 0));
        assertThat(Decoration.parse("NT")).isEqualTo(Decoration.NONE);
        assertThat(Decoration.parse("Services")).isNull();
        assertThat(Decoration.parse("NTamd64.x")).isNull();
        assertThat(Decoration.parse("NTamd64.99999999999")).isNull();
        assertThat(new Decoration("amd64", 6, 1, 0, 0).fits(WINDOWS_11)).isTrue();
        assertThat(new Decoration("amd64", 6, 2, 0, 0).fits(WINDOWS_7)).isFalse();
        assertThat(new Decoration("x86", 6, 1, 0, 0).fits(WINDOWS_7)).isFalse();
        assertThat(new Decoration("amd64", 10, 0, 0, 26100).fits(WINDOWS_11)).isFalse();
        assertThat(new Decoration("amd64", 10, 0, 3, 0).fits(WINDOWS_11)).isFalse();
        assertThat(new Decoration("amd64", 10, 0, 0, 0)).isGreaterThan(new Decoration("amd64", 6, 3, 0, 9600));
    }

    @Test
    void a_storage_driver_is_understood() throws Exception {
        InfFile file = parse(VirtioWinFolder.vioscsi("NTamd64.10.0"));
        DriverInf facts = DriverInf.of(file, WINDOWS_11);
        assertThat(facts).isNotNull();
        assertThat(DriverInf.of(file, WINDOWS_7)).isNull();
        assertThat(facts.provider()).isEqualTo("Testers, Inc.");
        assertThat(facts.catalog()).isEqualTo("vioscsi.cat");
        assertThat(facts.date()).isEqualTo(LocalDate.of(2024, 1, 2));
        assertThat(facts.version()).isEqualTo(0x0064_005f_0068_6658L);
        DriverInf.Model model = facts.models().getLast();
        assertThat(model.description()).isEqualTo("A \"virtio\" disk; for tests");
        assertThat(model.hardwareId()).isEqualTo("PCI\\VEN_1AF4&DEV_1048&SUBSYS_11001AF4&REV_01");
        assertThat(model.compatibleIds()).containsExactly("PCI\\VEN_1AF4&DEV_1048");
        DriverInf.Service service = facts.service(file, model, WINDOWS_11);
        assertThat(service).isNotNull();
        assertThat(service.name()).isEqualTo("vioscsi");
        assertThat(service.start()).isZero();
        assertThat(service.binary()).isEqualTo("vioscsi.sys");
        assertThat(service.group()).isEqualTo("SCSI miniport");
        assertThat(service.values())
                .extracting(
                        InfRegistryValue::key,
                        InfRegistryValue::name,
                        value -> HexFormat.of().formatHex(value.data()))
                .containsExactly(
                        tuple("Parameters\\PnpInterface", "5", "01000000"), tuple("Parameters", "BusType", "0a000000"));
        assertThat(facts.hardwareValues(file, model, WINDOWS_11))
                .extracting(InfRegistryValue::name)
                .containsExactly("MSISupported");
    }

    /** The bytes that Windows 11 itself writes for a driver of 2 December 2021, version 100.90.104.21500. */
    @Test
    void the_version_of_a_package_is_as_windows_writes_it() throws Exception {
        DriverInf facts = new DriverInf(
                "SCSIAdapter",
                "{4D36E97B-E325-11CE-BFC1-08002BE10318}",
                "",
                LocalDate.of(2021, 12, 2),
                0x0064_005a_0068_53fcL,
                "",
                Decoration.NONE,
                List.of());
        byte[] version = DriverDatabase.version(facts, WINDOWS_11);
        assertThat(HexFormat.of().formatHex(version))
                .isEqualTo("00ff0900000000007be9364d25e3ce11bfc108002be10318" + "00c0978c0fe7d701" + "fc5368005a006400"
                        + "0000000000000000");
    }

    @Test
    void the_driver_is_chosen_by_its_inf_and_its_program() throws Exception {
        Path folder = VirtioWinFolder.make(directory.resolve("virtio-win"));
        try (VirtioWin virtioWin = VirtioWin.open(folder)) {
            assertThat(places(virtioWin, WINDOWS_11))
                    .containsExactly(
                            "NetKVM/w11/amd64/netkvm.inf",
                            "sriov/w11/amd64/vioprot.inf",
                            "vioscsi/w11/amd64/vioscsi.inf",
                            "viostor/w11/amd64/viostor.inf");
            assertThat(virtioWin.doubts()).singleElement().asString().contains("broken.inf", "99/99/2024");
            assertThat(places(virtioWin, WINDOWS_7)).allMatch(place -> place.contains("/w7/amd64/"));
            WindowsVersion server = new WindowsVersion(10, 0, 20348, "x86_64", WindowsVersion.SERVER);
            assertThat(places(virtioWin, server)).contains("viostor/2k22/amd64/viostor.inf");
            WindowsVersion x86 = new WindowsVersion(10, 0, 19045, "i386", WindowsVersion.WORKSTATION);
            assertThat(places(virtioWin, x86)).containsExactly("viostor/w10/x86/viostor.inf");
            WindowsVersion arm = new WindowsVersion(10, 0, 22631, "aarch64", WindowsVersion.WORKSTATION);
            assertThat(places(virtioWin, arm)).isEmpty();
        }
        // a program for another processor, whatever the INF and the folder say
        Files.write(folder.resolve("viostor/w11/amd64/viostor.sys"), VirtioWinFolder.program(0xaa64, "virtio-win"));
        try (VirtioWin virtioWin = VirtioWin.open(folder)) {
            assertThat(places(virtioWin, WINDOWS_11)).doesNotContain("viostor/w11/amd64/viostor.inf");
        }
    }

    private static List<String> places(VirtioWin virtioWin, WindowsVersion windows) throws Exception {
        return virtioWin.drivers(windows).stream().map(VirtioWin.Driver::place).toList();
    }

    @Test
    void a_file_that_is_no_disc_is_refused() throws Exception {
        Path file = Files.write(directory.resolve("x.iso"), new byte[100_000]);
        assertThatThrownBy(() -> VirtioWin.open(file)).hasMessageContaining("neither a folder nor an ISO");
    }

    @Test
    void programs_that_are_none_have_no_machine() {
        assertThat(VirtioWin.machine(new byte[0])).isEqualTo(-1);
        byte[] program = VirtioWinFolder.program(0x8664, "");
        assertThat(VirtioWin.machine(program)).isEqualTo(0x8664);
        program[0x3f] = (byte) 0x80;
        assertThat(VirtioWin.machine(program)).isEqualTo(-1);
        program[0x3f] = 0x7f;
        assertThat(VirtioWin.machine(program)).isEqualTo(-1);
    }

    @Test
    void what_becomes_part_of_a_script_is_nothing_else() {
        assertThat(StaticNetwork.isAddress("192.0.2.10")).isTrue();
        assertThat(StaticNetwork.isAddress("192.0.2.256")).isFalse();
        assertThat(StaticNetwork.isAddress("1.2.3.4'; rm")).isFalse();
        assertThat(StaticNetwork.isAddress("1.2.3.٤")).isFalse();
        assertThat(FirstBootScript.isPlain("C:\\Program Files (x86)\\a b\\uninst.exe"))
                .isTrue();
        assertThat(FirstBootScript.isPlain("a & b")).isFalse();
        assertThat(FirstBootScript.isPlain("a%PATH%")).isFalse();
    }
}
