package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parsers that several rules share. */
class ConfigurationFilesTest {

    @Test
    void linesKnowTheirNumbers() {
        assertThat(NumberedLines.of("\uFEFF a\n\n# c\n b # d\r\n"))
                .containsExactly(new NumberedLines.Line(1, "a"), new NumberedLines.Line(4, "b # d"));
        assertThat(NumberedLines.continued("a \\\n# between\n b\nc \\"))
                .containsExactly(new NumberedLines.Line(1, "a  b"), new NumberedLines.Line(4, "c"));
        assertThat(NumberedLines.of("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // some disks, none of virtio
                "filter = [ \"a|^/dev/sda2$|\", \"r|.*|\" ]; filter = [ \"a|^/dev/vd|\", \"a|^/dev/sda2$|\", \"r|.*|\" ]",
                "filter=[\"a/sd.*/\", \"r/.*/\"]; filter=[ \"a|^/dev/vd|\",\"a/sd.*/\", \"r/.*/\"]",
                "devices/global_filter = [\"a|/dev/xvd.*|\",\"r|.*/|\"]; devices/global_filter = [ \"a|^/dev/vd|\",\"a|/dev/xvd.*|\",\"r|.*/|\"]",
                "filter = [ \"a|/dev/disk/by-id/scsi-36.*|\", \"r|^/dev/.*$|\" ]; filter = [ \"a|^/dev/vd|\", \"a|/dev/disk/by-id/scsi-36.*|\", \"r|^/dev/.*$|\" ]",
                // all, or all but some, or none at all
                "filter = [ \"a|.*|\" ];",
                "filter = [ \"r|/dev/cdrom|\", \"a/.*/\", \"r|.*|\" ];",
                "filter = [ \"r|^/dev/drbd.*|\" ];",
                "global_filter = [ \"r|.*|\" ];",
                // virtio's already
                "filter = [ \"a|/dev/[sv]da|\", \"r|.*|\" ];",
                "filter = [ \"a|^/dev/(sd|vd)|\", \"r|.*|\" ];",
                "filter = [ \"a|/dev/disk/by-id/lvm-pv-uuid-.*|\", \"r|.*|\" ];",
                // no setting
                "# filter = [ \"a|sda|\", \"r|.*|\" ];",
                "note = \"filter = [ \" x = [ \"a|sda|\", \"r|.*|\" ];",
                "scan_filter = [ \"a|sda|\", \"r|.*|\" ];",
                "filter = \"a|sda|\";",
                "filter = [ \"a|sda|;",
                "filter = [ \"\", \"a\", \"r\", \"rx;",
                "filter =;",
            })
    void filtersOfLvm(String line, String virtio) {
        String before = "devices {\n    dir = \"/dev\"\n    ";
        LvmConfiguration configuration = LvmConfiguration.parse(before + line + "\n}\n");

        assertThat(configuration.withVirtio()).isEqualTo(before + (virtio == null ? line : virtio) + "\n}\n");
        assertThat(configuration.withoutVirtio()).hasSize(virtio == null ? 0 : 1);
    }

    @Test
    void filtersOfLvmOverLines() {
        LvmConfiguration configuration = LvmConfiguration.parse("""
                devices {
                \tfilter = [
                \t\t"a|^/dev/sdb$|", # "data"
                \t\t"r|.*|"
                \t]
                \tglobal_filter = [ "a|loop|", "r|.*|" ]
                }
                """);
        assertThat(configuration.withoutVirtio()).hasSize(2);
        assertThat(configuration.withoutVirtio().getLast()).isEqualTo("global_filter = [ \"a|loop|\", \"r|.*|\" ]");
        assertThat(LvmConfiguration.parse(configuration.withVirtio()).withoutVirtio())
                .isEmpty();
    }

    @Test
    void sectionsAndTheirKeysMayRepeat() {
        IniFile file = IniFile.parse("""
                ; comment
                before=1
                [A]
                x = 1
                x =
                x=2
                nonsense
                [B]
                [A]
                y=a=b
                """);
        assertThat(file.sections()).extracting(IniFile.Section::name).containsExactly("", "A", "B", "A");
        assertThat(file.section("A").values("x")).containsExactly("2");
        assertThat(file.section("A").line()).isEqualTo(3);
        assertThat(file.sections().getLast().value("y")).isEqualTo("a=b");
        assertThat(file.section("C").entries()).isEmpty();
    }

    @Test
    void patternsOfTheShell() {
        assertThat(new Glob("*.service").matches("a.service")).isTrue();
        assertThat(new Glob("*.service").matches("a.socket")).isFalse();
        assertThat(new Glob("a?c[0-9x]*").matches("abc7")).isTrue();
        assertThat(new Glob("a?c[!0-9]").matches("abc7")).isFalse();
        assertThat(new Glob("").matches("")).isTrue();
        assertThat(new Glob("*").matches("")).isTrue();
        assertThat(new Glob("[").matches("[")).isTrue();
        assertThat(new Glob("a\\*").matches("a*")).isTrue();
        assertThat(new Glob("*a*a*a*a*a*a*b").matches("a".repeat(5000))).isFalse();
    }

    @Test
    void theFirstPresetThatFitsCounts() {
        SystemdPresets presets = new SystemdPresets();
        presets.add("enable a.*\n");
        presets.add("# comment\ndisable *\nenable b.service");
        assertThat(presets.of("a.service")).isEqualTo("enabled");
        assertThat(presets.of("b.service")).isEqualTo("disabled");
        assertThat(new SystemdPresets().of("b.service")).isEqualTo("enabled");
    }

    @Test
    void wtmpTellsHowFarAStartCame() {
        ByteBuffer records = ByteBuffer.allocate(4 * Wtmp.RECORD).order(ByteOrder.LITTLE_ENDIAN);
        records.putShort(0, (short) 2); // started
        assertThat(Wtmp.loginLine(records.array(), ByteOrder.LITTLE_ENDIAN)).isNull();
        records.putShort(Wtmp.RECORD, (short) 1).putInt(Wtmp.RECORD + 4, '1');
        assertThat(Wtmp.runLevel(records.array(), ByteOrder.LITTLE_ENDIAN))
                .as("for one user")
                .isNull();
        records.putShort(2 * Wtmp.RECORD, (short) 6)
                .put(2 * Wtmp.RECORD + 8, "tty1".getBytes(StandardCharsets.US_ASCII));
        records.putShort(3 * Wtmp.RECORD, (short) 1).putInt(3 * Wtmp.RECORD + 4, '5' | '3' << 8);
        assertThat(Wtmp.loginLine(records.array(), ByteOrder.LITTLE_ENDIAN)).isEqualTo("tty1");
        assertThat(Wtmp.runLevel(records.array(), ByteOrder.LITTLE_ENDIAN)).isEqualTo('5');
    }

    @Test
    void theLastStartOfTheMachine() {
        ByteBuffer records = ByteBuffer.allocate(3 * Wtmp.RECORD).order(ByteOrder.LITTLE_ENDIAN);
        records.putShort(0, (short) 2).putInt(0x154, 1_700_000_000);
        records.putShort(Wtmp.RECORD, (short) 2).putInt(Wtmp.RECORD + 0x154, 1_710_000_000);
        records.putShort(2 * Wtmp.RECORD, (short) 7).putInt(2 * Wtmp.RECORD + 0x154, 1_720_000_000);
        assertThat(Wtmp.lastBoot(records.array(), ByteOrder.LITTLE_ENDIAN))
                .isEqualTo(Instant.ofEpochSecond(1_710_000_000));
        records.putShort(0, (short) 99);
        assertThat(Wtmp.lastBoot(records.array(), ByteOrder.LITTLE_ENDIAN)).isNull();
        assertThat(Wtmp.lastBoot(new byte[7], ByteOrder.LITTLE_ENDIAN)).isNull();
    }
}
