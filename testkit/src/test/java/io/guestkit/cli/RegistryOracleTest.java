package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.registry.HiveText;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HiveBuilder;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code registry} prints of a hive file, beside what hivex's tools print and take. */
@Tag("oracle")
class RegistryOracleTest {

    private static final String ROOT = "HKEY_LOCAL_MACHINE\\HIVE";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registry/ez-BCD.gz",
                "registry/ez-SAM_hasBigEndianDWord.gz",
                "registry/regipy-NTUSER.DAT.xz",
                "registry/hivex-rlenvalue_test_hive"
            })
    @Proves(
            area = "registry",
            feature = "`registry`: a hive as regedit exports it",
            verdict = "printed",
            referee = "hivexregedit --export of the same hive")
    void an_export_says_what_that_of_hivexregedit_says(String name) throws Exception {
        Oracle hivexregedit = Oracle.require("hivexregedit");
        try (Corpus.Specimen specimen = Corpus.open(name)) {
            String ours =
                    Guestkit.succeed("registry", specimen.path(), "--recursive").text();
            String theirs = hivexregedit
                    .run("--export", "--prefix", ROOT, specimen.path(), "\\")
                    .text();

            assertThat(ours).startsWith("Windows Registry Editor Version 5.00\n\n[" + ROOT + "]");
            assertThat(HiveText.lines(ours)).isEqualTo(HiveText.lines(theirs)).isNotEmpty();
        }
    }

    @Test
    @Proves(
            area = "registry",
            feature = "`registry`: an export can be imported",
            verdict = "printed",
            referee = "hivexregedit --merge, then hivexsh")
    void an_export_can_be_merged_into_an_empty_hive(@TempDir Path directory) throws Exception {
        Oracle hivexregedit = Oracle.require("hivexregedit");
        try (Corpus.Specimen specimen = Corpus.open("registry/velocidex-NTUSER.DAT.gz")) {
            Path export = directory.resolve("export.reg");
            Path merged = directory.resolve("merged");
            Files.write(
                    export,
                    Guestkit.succeed("registry", specimen.path(), "--recursive").out());
            Files.write(merged, HiveBuilder.of("").build());
            hivexregedit.run("--merge", "--encoding", "UTF-16LE", "--prefix", ROOT, merged, export);

            String before = hivexregedit
                    .run("--export", "--prefix", ROOT, specimen.path(), "\\")
                    .text();
            String after =
                    hivexregedit.run("--export", "--prefix", ROOT, merged, "\\").text();
            assertThat(HiveText.lines(after)).isEqualTo(HiveText.lines(before));
        }
    }

    /** The builder of hives that other tests rely on, judged by a reader that is not ours. */
    @ParameterizedTest
    @ValueSource(strings = {"lh", "lf", "li", "ri"})
    void hives_of_the_builder_are_hives_to_hivex(String kind, @TempDir Path directory) throws Exception {
        String text = """
                [Software\\A]
                "Text"="some \\"quoted\\" text"
                "Number"=dword:00000007
                @="default"
                [Software\\B\\C]
                "List"=multi:"a","b"
                [Software\\D]
                [Software\\E]
                "Long"=hex:%s
                """.formatted("ab".repeat(40_000));
        Path hive = directory.resolve("hive");
        Files.write(hive, HiveBuilder.of(text).leaves(kind).build());
        String theirs =
                Oracle.require("hivexregedit").run("--export", hive, "\\").text();
        assertThat(HiveText.lines(theirs)).isEqualTo(HiveText.lines("[]\n" + text));
    }

    @Test
    void one_value_and_one_key(@TempDir Path directory) throws Exception {
        Path hive = directory.resolve("SOFTWARE");
        Files.write(hive, HiveBuilder.of("""
                [Microsoft\\Windows NT]
                "A"="b"
                "N"=dword:00000010
                [Microsoft\\Windows NT\\Below]
                """).build());
        assertThat(Guestkit.succeed("registry", hive, "microsoft\\windows nt", "--value", "n")
                        .text())
                .isEqualTo("""
                        Windows Registry Editor Version 5.00

                        [HKEY_LOCAL_MACHINE\\HIVE\\Microsoft\\Windows NT]
                        "N"=dword:00000010
                        """);
        Map<String, Object> key = Guestkit.succeed("registry", hive, "Microsoft\\Windows NT", "--output", "json")
                .json();
        assertThat(key).containsEntry("key", ROOT + "\\Microsoft\\Windows NT");
        assertThat(key).containsEntry("subkeys", List.of("Below"));
        assertThat(key.get("values").toString()).contains("number=16").contains("text=b");
    }

    @Test
    void what_cannot_be_done_is_said_in_one_line(@TempDir Path directory) throws Exception {
        Path hive = directory.resolve("SOFTWARE");
        Files.write(hive, HiveBuilder.of("[Microsoft]\n").build());
        Guestkit missing = Guestkit.run("registry", hive, "Nothing");
        assertThat(missing.status()).isEqualTo(ExitCode.FAILURE);
        assertThat(missing.err().lines()).hasSize(1);
        assertThat(missing.err()).contains("no such key");
        assertThat(Guestkit.run("registry", hive, "Microsoft", "--value", "x").err())
                .contains("no value x");
        assertThat(Guestkit.run("registry", hive, "x", "--hive", "y").status()).isEqualTo(ExitCode.USAGE);
        byte[] bad = Files.readAllBytes(hive);
        bad[0x30] ^= 1;
        Files.write(hive, bad);
        assertThat(Guestkit.run("registry", hive).status()).isEqualTo(ExitCode.CORRUPT);
        try (Corpus.Specimen specimen = Corpus.open("corrupt/registry/yarp-BogusKeyNamesHive.gz")) {
            Guestkit bogus = Guestkit.run("registry", specimen.path(), "--recursive");
            assertThat(bogus.status()).isEqualTo(ExitCode.UNSUPPORTED);
            assertThat(bogus.text()).doesNotContain("testn");
            assertThat(Guestkit.succeed("registry", specimen.path(), "--recursive", "--output", "json")
                            .lines())
                    .hasSize(3);
        }
    }
}
