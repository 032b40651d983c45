package io.guestkit.volume.lvm2;

import static io.guestkit.volume.lvm2.LvmBytes.AREA;
import static io.guestkit.volume.lvm2.LvmBytes.group;
import static io.guestkit.volume.lvm2.LvmBytes.linear;
import static io.guestkit.volume.lvm2.LvmBytes.logical;
import static io.guestkit.volume.lvm2.LvmBytes.physical;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.volume.NamedDisk;
import io.guestkit.volume.ScanResult;
import io.guestkit.volume.Volume;
import io.guestkit.volume.VolumeScanner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Lvm2DriverTest {

    private static final String ONE = group(7, physical("pv0", 'a', ""), linear("root", "pv0", 3));
    private static final String TWO = group(
            9, physical("pv0", 'a', "") + physical("pv1", 'b', ""), linear("one", "pv0", 0) + linear("two", "pv1", 5));

    private static ScanResult scan(LvmBytes... pvs) {
        List<NamedDisk> disks = new ArrayList<>();
        for (LvmBytes pv : pvs) {
            disks.add(pv.disk("/dev/sd" + (char) ('a' + disks.size())));
        }
        return new VolumeScanner(List.of(), List.of(Lvm2Driver.INSTANCE)).scan(disks);
    }

    private static List<String> made(ScanResult result) {
        List<String> made = new ArrayList<>();
        for (Volume volume : result.volumes()) {
            if (volume.kind() == Volume.Kind.LV) {
                made.add(volume.device());
            }
        }
        return made;
    }

    private static List<String> gaps(ScanResult result) {
        return result.notExamined().stream()
                .map(n -> n.location() + " " + n.code() + ": " + n.reason())
                .toList();
    }

    /** What stands at the start of a volume: the id of the physical volume, and where it was there. */
    private static String start(ScanResult result, String device) throws IOException {
        for (Volume volume : result.volumes()) {
            if (volume.device().equals(device)) {
                byte[] bytes = volume.content().readBytes(0, 8);
                return (char) bytes[0] + " "
                        + ((bytes[4] & 0xff) + ((bytes[5] & 0xff) << 8) + ((bytes[6] & 0xff) << 16));
            }
        }
        return "not there";
    }

    @Test
    void oneVolume() throws IOException {
        ScanResult result = scan(LvmBytes.pv('a').text(512, ONE));
        assertThat(gaps(result)).isEmpty();
        assertThat(result.warnings()).isEmpty();
        Volume volume = result.volumes().getLast();
        assertThat(volume.device()).isEqualTo("/dev/vg/root");
        assertThat(volume.location()).hasToString("sda.raw > lvm2 vg/root");
        assertThat(volume.content().size()).isEqualTo(8192);
        assertThat(volume.aliases())
                .containsExactly(
                        "/dev/mapper/vg-root",
                        "/dev/disk/by-id/dm-name-vg-root",
                        "/dev/disk/by-id/dm-uuid-LVM-" + "V".repeat(32) + "L".repeat(32));
        assertThat(start(result, "/dev/vg/root")).isEqualTo("a " + 3 * 4096);
        assertThat(result.volumes().getFirst().memberOf()).hasValue("lvm2 vg");
    }

    @Test
    void textThatWrapsAround() {
        assertThat(made(scan(LvmBytes.pv('a').text(16384 - 100, ONE)))).containsExactly("/dev/vg/root");
    }

    @Test
    void onlyVisibleVolumes() {
        String hidden = linear("x", "pv0", 0).replace("\"VISIBLE\"", "\"WRITE\"");
        String text = group(1, physical("pv0", 'a', ""), hidden + linear("y", "pv0", 3));
        assertThat(made(scan(LvmBytes.pv('a').text(512, text)))).containsExactly("/dev/vg/y");
    }

    @Test
    void aPhysicalVolumeWithoutMetadata() throws IOException {
        ScanResult result =
                scan(LvmBytes.pv('b').withoutArea(), LvmBytes.pv('a').text(512, TWO));
        assertThat(made(result)).containsExactly("/dev/vg/one", "/dev/vg/two");
        assertThat(start(result, "/dev/vg/two")).isEqualTo("b " + 5 * 4096);
        assertThat(result.warnings()).isEmpty();
        assertThat(gaps(scan(LvmBytes.pv('b').withoutArea())))
                .singleElement()
                .asString()
                .contains("has no metadata, and the group that it belongs to is not there");
    }

    @Test
    void aPhysicalVolumeOfNoGroup() {
        ScanResult result = scan(LvmBytes.pv('a').text(512, "").empty());
        assertThat(made(result)).isEmpty();
        assertThat(gaps(result)).isEmpty();
    }

    @Test
    void theNewestStateCounts() throws IOException {
        String older = group(8, physical("pv0", 'a', "") + physical("pv1", 'b', ""), linear("gone", "pv0", 0));
        ScanResult result =
                scan(LvmBytes.pv('a').text(512, older), LvmBytes.pv('b').text(512, TWO));
        assertThat(made(result)).containsExactly("/dev/vg/one", "/dev/vg/two");
        assertThat(result.warnings())
                .extracting(w -> w.where() + ": " + w.message())
                .containsExactly("sda.raw + sdb.raw > lvm2 vg: /dev/sda has metadata of an older state, 8, than others,"
                        + " 9, which is used");
    }

    @Test
    void aMissingPhysicalVolume() {
        ScanResult result = scan(LvmBytes.pv('a').text(512, TWO));
        assertThat(made(result)).containsExactly("/dev/vg/one");
        assertThat(gaps(result))
                .containsExactly("sda.raw > lvm2 vg/two UNREADABLE: physical volume"
                        + " bbbbbb-bbbb-bbbb-bbbb-bbbb-bbbb-bbbbbb is missing or out of date");
        assertThat(result.warnings())
                .extracting(w -> w.message())
                .containsExactly(
                        "physical volume bbbbbb-bbbb-bbbb-bbbb-bbbb-bbbb-bbbbbb, once /dev/oldpv1, is not there");
    }

    @Test
    void onesThatWereMissingAreOutOfDate() {
        String text = TWO.replace("flags = []", "flags = [\"MISSING\"]");
        ScanResult result =
                scan(LvmBytes.pv('a').text(512, text), LvmBytes.pv('b').text(512, text));
        assertThat(made(result)).isEmpty();
        assertThat(gaps(result)).hasSize(2);
    }

    @Test
    void twoThatSayThatTheyAreTheSame() {
        ScanResult result =
                scan(LvmBytes.pv('a').text(512, ONE), LvmBytes.pv('a').text(512, ONE));
        assertThat(made(result)).containsExactly("/dev/vg/root");
        assertThat(result.warnings())
                .extracting(w -> w.message())
                .containsExactly("/dev/sdb says that it is the same physical volume as /dev/sda, which is used");
    }

    @Test
    void groupsOfTheSameName() {
        String other = ONE.replace("VV", "WW").replace(LvmBytes.uuid('a'), LvmBytes.uuid('c'));
        ScanResult result =
                scan(LvmBytes.pv('a').text(512, ONE), LvmBytes.pv('c').text(512, other));
        assertThat(made(result)).containsExactly("/dev/vg/root", "/dev/mapper/vg-root");
    }

    @Test
    void stripes() throws IOException {
        String striped = logical(
                "s",
                "\"VISIBLE\"",
                4,
                "type = \"striped\"\nstripe_count = 2\nstripe_size = 2\nstripes = [ \"pv0\", 0, \"pv1\", 10 ]");
        String text = group(1, physical("pv0", 'a', "") + physical("pv1", 'b', ""), striped);
        ScanResult result =
                scan(LvmBytes.pv('a').text(512, text), LvmBytes.pv('b').text(512, text));
        Volume volume = result.volumes().getLast();
        assertThat(volume.content().size()).isEqualTo(16384);
        assertThat(volume.content().readBytes(0, 1)).containsExactly('a');
        assertThat(volume.content().readBytes(1024, 6)).containsExactly('b', 0, 0, 0, 0, 10 * 16);
        assertThat(volume.content().readBytes(2048, 6)).containsExactly('a', 0, 0, 0, 0, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cache", "writecache", "vdo", "integrity", "raid1+NEWFLAG", "linear+X", "raid99", "cache+CACHE_X"
            })
    void typesThatAreRefusedByName(String type) {
        String text = group(
                1,
                physical("pv0", 'a', ""),
                logical("x", "\"VISIBLE\"", 1, "type = \"" + type + "\"\ndevice_count = 1\nraid0_lvs = [ \"y\" ]")
                        + linear("y", "pv0", 0));
        ScanResult result = scan(LvmBytes.pv('a').text(512, text));
        assertThat(made(result)).containsExactly("/dev/vg/y");
        assertThat(gaps(result))
                .containsExactly("sda.raw > lvm2 vg/x UNSUPPORTED: logical volume x is of type " + type
                        + ", which cannot be read yet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stripes = [ \"x\", 0 ]|logical volume x is a part of itself, or more than 10 levels deep",
                "stripes = [ \"no\", 0 ]|there is no logical volume no",
                "stripes = [ \"pv0\", 4611686018427387904 ]|is not made of pairs of a name and an extent",
                "stripes = [ \"pv0\", 1099511627776 ]|8192 bytes at 4503599627436032 are used of pv0",
                "stripes = [ \"pv0\" ]|has no area, or half of one",
                "stripes = [ 0, \"pv0\" ]|is not made of pairs of a name and an extent",
                "stripes = \"pv0\"|is pv0, expected a list",
            })
    void nonsenseStopsOneVolume(String stripes, String message) {
        String bad = logical("x", "\"VISIBLE\"", 2, "type = \"striped\"\nstripe_count = 1\n" + stripes);
        ScanResult result =
                scan(LvmBytes.pv('a').text(512, group(1, physical("pv0", 'a', ""), bad + linear("good", "pv0", 0))));
        assertThat(made(result)).containsExactly("/dev/vg/good");
        assertThat(gaps(result))
                .singleElement()
                .asString()
                .contains("CORRUPT: ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extent_count = 2|extent_count = 0|extent_count is 0, expected 1..1099511627776",
                "extent_count = 2|extent_count = \"a\"|extent_count is a, expected a number",
                "start_extent = 0|start_extent = 1|starts at byte 4096, but the one before it ends at 0",
                "start_extent = 0||start_extent is missing, expected a number",
                "stripe_count = 1|stripe_count = 3|has 3 stripes, and 1 places for them",
                "stripe_count = 1|stripe_count = -1|stripe_count is -1, expected 1..4096",
                "type = \"striped\"|type = 5|type is 5, expected text",
            })
    void fieldsOfASegment(String field, String replacement, String message) {
        String text = ONE.replace(field, replacement == null ? "" : replacement);
        assertThat(gaps(scan(LvmBytes.pv('a').text(512, text))))
                .singleElement()
                .asString()
                .startsWith("sda.raw > lvm2 vg/root CORRUPT: lvm2 metadata: ")
                .endsWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extent_size = 8|extent_size = 0|extent_size is 0, expected 1..4294967296",
                "extent_size = 8|extent_size = 99999999999999999999999|extent_size is 99999999999999999999999, expected a number",
                "extent_size = 8||describes no volume group",
                "seqno = 7|seqno = -1|seqno is -1, expected 0..9223372036854775807",
                "pe_start = 128|pe_start = \"x\"|pe_start is x, expected a number",
                "root {|../x {|a name has characters that none may have, or has none",
                "vg {|a/b {|a name has characters that none may have, or has none",
                "vg {|\"\" {|a name has characters that none may have, or has none",
                "vg {|vg {{|at byte 4, expected a name or a value",
                "seqno = 7|seqno 7|at byte 57, expected = or {",
                "[\"RESIZEABLE\"|[\"RESIZEABLE|expected , or ]",
                "version = 1|version = [ 1, 2|the end at byte",
                "version = 1|version = \"1|does not end",
                "version = 1|}|at byte",
            })
    void fieldsOfAGroup(String field, String replacement, String message) {
        String text = ONE.replace(field, replacement == null ? "" : replacement);
        assertThat(gaps(scan(LvmBytes.pv('a').text(512, text))))
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void depthAndNumberOfValuesAreBounded() {
        assertThatThrownBy(() ->
                        MetadataText.parse("a{".repeat(100_000).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("lvm2 metadata: sections are more than 12 deep");
        assertThatThrownBy(() -> MetadataText.parse(
                        ("a=[" + "1,".repeat(2_000_000)).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("lvm2 metadata: more than 500000 values");
    }

    @ParameterizedTest
    @CsvSource({
        "520, 9, 'lvm2 label: sector_xl at +0x8 is 9, expected 1'",
        "532, 8, 'lvm2 label: offset_xl at +0x14 is 8, expected 32..472'",
    })
    void fieldsOfTheLabel(int offset, int value, String message) {
        LvmBytes pv = LvmBytes.pv('a').text(512, ONE);
        pv.bytes.putInt(offset, value);
        assertThatThrownBy(() -> PvLabel.find(pv.sealed().source()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage(message);
    }

    @Test
    void checksumOfTheLabel() {
        LvmBytes pv = LvmBytes.pv('a');
        pv.bytes.put(800, (byte) 1);
        assertThatThrownBy(() -> PvLabel.find(pv.source())).hasMessageStartingWith("lvm2 label: crc_xl at +0x10 is 0x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4|33|magic at +0x4 is 21",
                "20|2|version at +0x14 is 2, expected 1..1",
                "24|0|start at +0x18 is 0, expected 4096",
                "32|512|size at +0x20 is 512, expected 513..258048",
                "32|300000|size at +0x20 is 300000, expected 513..258048",
                "40|100|raw_locns[0].offset at +0x28 is 100, expected 512..16383",
                "40|16384|raw_locns[0].offset at +0x28 is 16384, expected 512..16383",
                "48|0|raw_locns[0].size at +0x30 is 0, expected 1..15872",
                "48|15873|raw_locns[0].size at +0x30 is 15873, expected 1..15872",
                "56|1|has the checksum",
            })
    void fieldsOfTheMetadataArea(int offset, int value, String message) {
        LvmBytes pv = LvmBytes.pv('a').text(512, ONE);
        pv.bytes.putInt(AREA + offset, value);
        assertThat(gaps(scan(pv.sealed()))).singleElement().asString().contains(message);
    }
}
