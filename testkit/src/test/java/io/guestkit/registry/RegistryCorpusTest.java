package io.guestkit.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.FileSource;
import io.guestkit.io.Warning;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HiveBuilder;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hives of other projects, and what hivex says of them; dirty ones, and what Windows itself made of them. */
@Tag("oracle")
class RegistryCorpusTest {

    private static final String FACTS = "hivex (no log replay): ";

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** What CORPUS.md says that hivex finds in a specimen. */
    private record Facts(String name, int keys, int values, int unreadable, String sha256) {

        static Facts parse(String name, String line) {
            String[] words =
                    line.substring(line.indexOf(FACTS) + FACTS.length()).split("[ ,;]+");
            return new Facts(
                    name, Integer.parseInt(words[0]), Integer.parseInt(words[2]), Integer.parseInt(words[4]), words[8]);
        }
    }

    @Test
    @Proves(
            area = "registry",
            feature = "hives 1.3, 1.5 and 1.6: every key and value of 41 specimens, NT 5.1 to Windows 10",
            referee = "hivex 1.3.23")
    void every_key_and_value_is_as_hivex_reads_it() throws Exception {
        List<Facts> all = facts("registry/");
        assertThat(all).hasSizeGreaterThan(35);
        for (Facts facts : all) {
            HiveDump dump = HiveDump.of(hive(facts.name()));
            if (facts.name().contains("System_Delta")) {
                // a layered hive of version 1.6, of which hivex cannot read three values
                assertThat(dump.keys()).isEqualTo(facts.keys());
                assertThat(dump.values()).isEqualTo(facts.values() + facts.unreadable());
                continue;
            }
            assertThat(new Facts(facts.name(), dump.keys(), dump.values(), dump.unreadable(), dump.sha256()))
                    .isEqualTo(facts);
        }
    }

    @Test
    void what_is_damaged_is_read_as_far_as_hivex_does() throws Exception {
        for (Facts facts : facts("corrupt/registry/")) {
            Hive hive = hive(facts.name());
            HiveDump dump = HiveDump.of(hive);
            if (facts.name().contains("BadListHive")) {
                // hivex shows the key that is listed twice at both places; Windows refuses the second one
                assertThat(hive.warnings()).extracting(Warning::message).anyMatch(w -> w.contains("left out"));
                assertThat(dump.keys()).isEqualTo(facts.keys() - 1);
                continue;
            }
            assertThat(new Facts(facts.name(), dump.keys(), dump.values(), dump.unreadable(), dump.sha256()))
                    .isEqualTo(facts);
        }
    }

    private static List<Facts> facts(String section) throws IOException {
        List<Facts> all = new ArrayList<>();
        String name = "";
        for (String line : Files.readAllLines(Corpus.folder().resolve("CORPUS.md"))) {
            if (line.startsWith("## ")) {
                name = line.equals("## " + section) ? section : "";
            } else if (!name.isEmpty() && line.startsWith("- `")) {
                name = section + line.substring(3, line.indexOf('`', 3));
            }
            if (!name.isEmpty() && line.contains(FACTS)) {
                all.add(Facts.parse(name, line));
            }
        }
        return all;
    }

    @Test
    @Proves(
            area = "registry",
            feature = "transaction log of the old format",
            verdict = "applied in memory",
            referee = "Windows 7, which recovered the same hive")
    void an_old_log_is_applied_as_windows_applied_it() throws Exception {
        Hive recovered = hive("registry/yarp-OldDirtyHive__RecoveredHive_Windows7.gz");
        Hive dirty = hive("registry/yarp-OldDirtyHive__OldDirtyHive.gz", "yarp-OldDirtyHive__OldDirtyHive.LOG1");

        assertThat(dirty.warnings()).isEmpty();
        assertThat(dirty.appliedLogs()).contains("yarp-OldDirtyHive__OldDirtyHive.LOG1");
        assertThat(HiveDump.of(dirty)).isEqualTo(HiveDump.of(recovered));
        assertThat(dirty.value("key_with_many_subkeys\\4500", "v").orElseThrow().texts())
                .containsExactly("a", "bb", "ccc");
    }

    @Test
    void a_bad_base_block_is_repaired_from_the_log() throws Exception {
        Hive recovered = hive("registry/yarp-OldDirtyHive__RecoveredHive_Windows7.gz");
        Hive dirty = hive(
                "registry/yarp-BadBaseBlockHive__BadBaseBlockHive.gz", "yarp-BadBaseBlockHive__BadBaseBlockHive.LOG1");

        assertThat(dirty.warnings())
                .extracting(Warning::message)
                .singleElement()
                .asString()
                .contains("checksum");
        assertThat(HiveDump.of(dirty)).isEqualTo(HiveDump.of(recovered));
        assertThatThrownBy(() -> hive("registry/yarp-BadBaseBlockHive__BadBaseBlockHive.gz"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("Checksum");
    }

    /** 315 pages are what another project's tests count for its specimen; hivex reads what comes out. */
    @Test
    @Proves(
            area = "registry",
            feature = "transaction logs of the new format, both files",
            verdict = "applied in memory",
            referee = "the page count of a forensic project for its specimen; hivexml on the recovered hive")
    void entries_of_both_logs_are_applied_in_their_order(@TempDir Path directory) throws Exception {
        String[] logs = {"regipy-SYSTEM_B.LOG1.xz", "regipy-SYSTEM_B.LOG2.xz"};
        int pages = 0;
        Map<String, BlockSource> sources = new LinkedHashMap<>();
        for (String name : logs) {
            sources.put(name, source("registry/" + name));
            TransactionLog log = TransactionLog.open(name, sources.get(name));
            for (LogEntry entry : log.entries(new ArrayList<>())) {
                pages += entry.pages();
            }
        }
        assertThat(pages).isEqualTo(315);

        HiveDump stale = HiveDump.of(hive("registry/regipy-SYSTEM_B.xz"));
        Hive dirty = hive("registry/regipy-SYSTEM_B.xz", logs);
        HiveDump dump = HiveDump.of(dirty);
        assertThat(dump.keys()).isGreaterThan(stale.keys() + 2000);
        assertThat(dump.unreadable()).isZero();
        assertThat(dirty.appliedLogs()).contains(String.join(" and ", logs));
        assertThat(dirty.warnings())
                .extracting(Warning::message)
                .singleElement()
                .asString()
                .contains("2107")
                .contains("1621");
        assertThat(HiveDump.of(hive("registry/regipy-SYSTEM_B.xz", logs[1], logs[0])))
                .isEqualTo(dump);

        Path recovered = directory.resolve("recovered");
        Files.write(recovered, recovered(source("registry/regipy-SYSTEM_B.xz"), sources));
        String xml = Oracle.require("hivexml").run(recovered).text();
        assertThat(xml.split("<node ", -1).length - 1).isEqualTo(dump.keys());
        assertThat(xml.split("<value ", -1).length - 1).isEqualTo(dump.values());
    }

    /** The hive as Windows would have written it after applying the logs. */
    private static byte[] recovered(BlockSource hive, Map<String, BlockSource> logs) throws IOException {
        Recovery recovery = Recovery.of(hive, logs);
        byte[] bytes = recovery.file().readBytes(0, BaseBlock.PAGE + (int) recovery.binsSize());
        ByteBuffer base = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        base.putInt(0x04, 3000).putInt(0x08, 3000).putInt(0x28, (int) recovery.binsSize());
        HiveBuilder.seal(bytes);
        return bytes;
    }

    @Test
    void a_log_that_cannot_be_applied_is_said() throws Exception {
        for (String name : List.of("yarp-BadLogHive1__BadLogHive", "yarp-BadLogHive2__BadLogHive")) {
            Hive hive = hive("registry/" + name + ".gz", name + ".LOG1");
            assertThat(hive.appliedLogs()).isEmpty();
            assertThat(hive.warnings()).hasSize(2);
            assertThat(hive.warnings().getLast().message()).contains("not finished");
        }
    }

    @Test
    void a_dirty_hive_without_logs_is_said_to_be_one() throws Exception {
        assertThat(hive("registry/regipy-SECURITY.xz").warnings())
                .extracting(Warning::message)
                .singleElement()
                .asString()
                .contains("107 and 106");
        assertThat(hive("registry/regipy-SAM.xz").warnings()).isEmpty();
    }

    @Test
    void few_pages_are_read_for_few_answers() throws Exception {
        CountingSource counter = new CountingSource(source("registry/regipy-SYSTEM.xz"));
        try (Hive hive = Hive.of("SYSTEM", counter, Map.of())) {
            assertThat(hive.value("Select", "Current").orElseThrow().number()).hasValue(1);
            assertThat(hive.value("controlset001\\services\\TCPIP\\parameters", "hostname")
                            .orElseThrow()
                            .text())
                    .isEqualTo("WKS-WIN732BITA");
            assertThat(hive.value("ControlSet001\\Control\\TimeZoneInformation", "TimeZoneKeyName")
                            .orElseThrow()
                            .text())
                    .isEqualTo("Eastern Standard Time");
            assertThat(hive.find("ControlSet001\\Services").orElseThrow().subkeys())
                    .hasSize(467);
        }
        assertThat(counter.bytes()).isLessThan(counter.size() / 20);
    }

    @Test
    void names_are_found_in_any_case() throws Exception {
        assertThat(hive("registry/yarp-UnicodeHive.gz")
                        .find("ПРИВЕТ\\кЛЮЧ")
                        .orElseThrow()
                        .path())
                .isEqualTo("Привет\\Ключ");
        Hive comp = hive("registry/yarp-CompHive.gz");
        for (Key key : comp.root().subkeys()) {
            assertThat(comp.find(key.name()).orElseThrow().name()).isEqualTo(key.name());
        }
        for (Key key : hive("registry/yarp-UpcaseHive.gz").root().subkeys()) {
            assertThat(hive("registry/yarp-UpcaseHive.gz")
                            .find(key.name())
                            .orElseThrow()
                            .name())
                    .isEqualTo(key.name());
        }
    }

    /** Every key by its own name, through the hints of the lists, in the other case. */
    @Test
    void every_key_is_found_by_its_name() throws Exception {
        for (String name : List.of(
                "registry/regipy-NTUSER.DAT.xz", "registry/velocidex-NTUSER.DAT.gz", "registry/yarp-System_Delta.gz")) {
            Hive hive = hive(name);
            KeyWalk walk = hive.walk(hive.root());
            for (Key key = walk.next(); key != null; key = walk.next()) {
                for (Key subkey : key.subkeys()) {
                    String other = subkey.name().toLowerCase(java.util.Locale.ROOT);
                    assertThat(key.subkey(Names.equal(other, subkey.name()) ? other : subkey.name()))
                            .map(Key::path)
                            .contains(subkey.path());
                }
            }
        }
    }

    @Test
    void security_and_class_names() throws Exception {
        Hive sam = hive("registry/regipy-SAM.xz");
        SecurityDescriptor security = sam.root().security().orElseThrow();
        assertThat(security.owner()).contains("S-1-5-32-544");
        assertThat(hive("registry/yarp-UnicodeHive.gz")
                        .root()
                        .security()
                        .orElseThrow()
                        .descriptor())
                .hasSize(144);
        Hive system = hive("registry/regipy-SYSTEM.xz");
        // the four pieces of the boot key are kept as class names
        for (String name : List.of("JD", "Skew1", "GBG", "Data")) {
            assertThat(system.find("ControlSet001\\Control\\Lsa\\" + name)
                            .orElseThrow()
                            .className()
                            .orElseThrow())
                    .matches("[0-9a-f]{8}");
        }
    }

    private Hive hive(String name, String... logs) throws IOException {
        Map<String, BlockSource> sources = new LinkedHashMap<>();
        for (String log : logs) {
            sources.put(log, source("registry/" + log));
        }
        return Hive.of(name, source(name), sources);
    }

    private FileSource source(String name) throws IOException {
        Corpus.Specimen specimen = Corpus.open(name);
        FileSource source = FileSource.open(specimen.path());
        opened.add(source);
        opened.add(specimen);
        return source;
    }

    @AfterEach
    void removeSpecimens() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }
}
