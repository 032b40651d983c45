package io.guestkit.inspect.boot.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.registry.Hive;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hives of a Windows 7 on VMware and of a Windows 10 on a laptop, with all the programs of their drivers. */
@Tag("oracle")
class BootDriversCorpusTest {

    private static final List<String> PROGRAMS = List.of(
            "lsi_sas",
            "atapi",
            "intelide",
            "pciide",
            "msahci",
            "storahci",
            "stornvme",
            "storvsc",
            "iaStorV",
            "iaStorAV");

    @TempDir
    Path root;

    private CaseBlindFiles files() throws Exception {
        Path drivers = Files.createDirectories(root.resolve("Windows/System32/drivers"));
        for (String program : PROGRAMS) {
            Files.createFile(drivers.resolve(program + ".sys"));
        }
        return new CaseBlindFiles(root);
    }

    private static String exported(Corpus.Specimen hive, String key) {
        return Oracle.require("hivexregedit")
                .run("--export", "--unsafe-printable-strings", hive.path(), "\\ControlSet001\\" + key)
                .text();
    }

    @Test
    @Proves(
            area = "guests",
            feature = "drivers of disks that Windows starts with: controllers it has seen, Start, StartOverride",
            verdict = "reported",
            referee = "hivexregedit on hives of Windows 7 and 10")
    void on_vmware() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("registry/regipy-SYSTEM.xz");
                Hive hive = Hive.open(specimen.path())) {
            BootDrivers drivers = new BootDrivers("Windows", hive, "ControlSet001", files());
            assertThat(exported(specimen, "Enum\\PCI"))
                    .contains("\"Service\"=str(1):\"LSI_SAS\"", "\"Service\"=str(1):\"intelide\"");
            assertThat(drivers.seen()).containsExactly("intelide", "LSI_SAS");
            assertThat(exported(specimen, "services\\LSI_SAS")).contains("\"Start\"=dword:00000000");
            assertThat(exported(specimen, "services\\msahci")).contains("\"Start\"=dword:00000003");
            assertThat(drivers.whyNot("msahci")).isEqualTo("msahci: Start is 3, expected 0 (boot)");
            assertThat(drivers.buses()).containsExactly("ide", "lsi logic");
            Files.delete(root.resolve("Windows/System32/drivers/lsi_sas.sys"));
            assertThat(drivers.buses()).containsExactly("ide");
        }
    }

    @Test
    void on_a_laptop() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("registry/regipy-SYSTEM_B.xz");
                Hive hive = Hive.open(specimen.path())) {
            BootDrivers drivers = new BootDrivers("Windows", hive, "ControlSet001", files());
            assertThat(exported(specimen, "Services\\storahci\\StartOverride")).contains("\"0\"=dword:00000003");
            assertThat(drivers.whyNot("storahci")).isEqualTo("storahci: StartOverride makes its Start 3");
            assertThat(drivers.seen()).containsExactly("iaStorAV");
            assertThat(drivers.whyNot("iaStorAV")).isNull();
            assertThat(drivers.buses()).isEmpty();
        }
    }
}
