package io.guestkit.volume.mdraid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.volume.NamedDisk;
import io.guestkit.volume.ScanResult;
import io.guestkit.volume.Volume;
import io.guestkit.volume.VolumeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MdDriverTest {

    private static ScanResult scan(MdBytes... members) {
        List<NamedDisk> disks = new ArrayList<>();
        for (MdBytes member : members) {
            disks.add(member.disk());
        }
        return new VolumeScanner(List.of(), List.of(MdDriver.INSTANCE)).scan(disks);
    }

    private static String gap(ScanResult result) {
        assertThat(result.notExamined()).hasSize(1);
        return result.notExamined().getFirst().code() + ": "
                + result.notExamined().getFirst().reason();
    }

    private static List<String> warnings(ScanResult result) {
        return result.warnings().stream().map(w -> w.message()).toList();
    }

    /** Which member each chunk of an array is from, and its number there. */
    private static String chunks(ScanResult result) throws IOException {
        Volume array = result.volumes().getLast();
        assertThat(array.kind()).isEqualTo(Volume.Kind.RAID);
        StringBuilder chunks = new StringBuilder();
        for (long at = 0; at < Math.min(array.content().size(), 6 * 4096); at += 4096) {
            byte[] two = array.content().readBytes(at, 2);
            chunks.append(new String(two, 0, 1, StandardCharsets.US_ASCII))
                    .append(two[1])
                    .append(' ');
        }
        return chunks.toString().strip();
    }

    @Test
    void names() {
        Volume array = scan(new MdBytes(1, 1, 0)).volumes().getLast();
        assertThat(array.device()).isEqualTo("/dev/md127");
        assertThat(array.location()).hasToString("a.raw > md host:7");
        assertThat(array.content().size()).isEqualTo(64 << 10);
        assertThat(array.made().orElseThrow().uuid()).hasValue("01020304:05060708:090a0b0c:0d0e0f10");
        assertThat(array.aliases())
                .containsExactly(
                        "/dev/md/7",
                        "/dev/md7",
                        "/dev/disk/by-id/md-uuid-01020304:05060708:090a0b0c:0d0e0f10",
                        "/dev/disk/by-id/md-name-host:7");
    }

    @Test
    void levels() throws IOException {
        assertThat(chunks(scan(new MdBytes(-1, 2, 0), new MdBytes(-1, 2, 1)))).isEqualTo("A0 A1 A2 A3 A4 A5");
        assertThat(chunks(scan(new MdBytes(5, 3, 0), new MdBytes(5, 3, 1), new MdBytes(5, 3, 2))))
                .isEqualTo("A0 B0 C1 A1 B2 C2");
        assertThat(chunks(scan(new MdBytes(10, 3, 1), new MdBytes(10, 3, 0), new MdBytes(10, 3, 2))))
                .isEqualTo("A0 C0 B1 A2 C2 B3");
        assertThat(chunks(scan(new MdBytes(10, 3, 1), new MdBytes(10, 3, 2)))).isEqualTo("B0 C0 B1 B2 C2 B3");
    }

    @Test
    void anOlderMemberIsNotRead() throws IOException {
        ScanResult result = scan(new MdBytes(1, 2, 0).events(18), new MdBytes(1, 2, 1));
        assertThat(chunks(result)).startsWith("B0 B1");
        assertThat(warnings(result))
                .containsExactly(
                        "/dev/sda is not read: it is of an older state, 18, than others, 20",
                        "1 of 2 members are not there or not up to date");
        assertThat(chunks(scan(new MdBytes(1, 2, 0).events(19), new MdBytes(1, 2, 1))))
                .startsWith("A0 A1");
    }

    @Test
    void theNewestSuperblockSaysWhoFailed() throws IOException {
        ScanResult result =
                scan(new MdBytes(1, 2, 0), new MdBytes(1, 2, 1).events(21).role(0, 0xfffe));
        assertThat(chunks(result)).startsWith("B0 B1");
        assertThat(warnings(result)).contains("/dev/sda is not read: it has failed");
    }

    @Test
    void sparesAndUnfinishedMembers() throws IOException {
        ScanResult result = scan(new MdBytes(1, 1, 0), new MdBytes(1, 1, 1));
        assertThat(chunks(result)).startsWith("A0");
        assertThat(warnings(result)).isEmpty();
        ScanResult unfinished = scan(new MdBytes(1, 2, 0).features(2), new MdBytes(1, 2, 1));
        assertThat(chunks(unfinished)).startsWith("B0");
        assertThat(warnings(unfinished)).contains("/dev/sda is not read: it was not rebuilt to its end");
        assertThat(warnings(scan(new MdBytes(1, 2, 0).features(8), new MdBytes(1, 2, 1))))
                .contains("/dev/sda is not read: some of its blocks are known to be lost");
    }

    @Test
    void tooFewMembers() {
        assertThat(gap(scan(new MdBytes(0, 2, 0))))
                .isEqualTo("UNREADABLE: 1 of 2 members of an array of level 0 are not" + " there or not up to date");
        assertThat(gap(scan(new MdBytes(5, 3, 0))))
                .isEqualTo("UNREADABLE: 2 of 3 members are missing, and 1 can be done" + " without");
        assertThat(gap(scan(new MdBytes(10, 4, 0), new MdBytes(10, 4, 1))))
                .isEqualTo("UNREADABLE: all copies of chunk 1 are on members that are missing");
    }

    @Test
    void whatIsRefusedByName() {
        String refused = "UNSUPPORTED: the array cannot be read yet: ";
        assertThat(gap(scan(new MdBytes(1, 1, 0).features(4)))).isEqualTo(refused + "it is being reshaped");
        assertThat(gap(scan(new MdBytes(1, 1, 0).features(512))))
                .isEqualTo(refused + "it has a journal, which may hold what was written last");
        assertThat(gap(scan(new MdBytes(1, 1, 0).features(0x4000)))).isEqualTo(refused + "its feature_map is 0x4000");
        assertThat(gap(scan(new MdBytes(-4, 1, 0)))).isEqualTo("UNSUPPORTED: an array of level -4");
        MdBytes dirty = new MdBytes(5, 3, 0);
        MdBytes other = new MdBytes(5, 3, 1);
        dirty.bytes.putLong(MdBytes.AT + 0xd0, 8);
        other.bytes.putLong(MdBytes.AT + 0xd0, 8);
        assertThat(gap(scan(dirty.seal(), other.seal())))
                .isEqualTo(
                        "UNSUPPORTED: the array lacks a member, and its parity was not complete when it was used last");
    }

    @ParameterizedTest
    @CsvSource({
        "0x4c, 99, 'UNSUPPORTED: layout 99 of RAID 5 is not known'",
        "0x58, 0, 'CORRUPT: md superblock: an array of level 5 has no chunk size'",
        "0x58, -1, 'CORRUPT: md superblock 1.2: chunksize at +0x58 is 4294967295, expected 0..4194304'",
        "0x5c, 0, 'CORRUPT: md superblock 1.2: raid_disks at +0x5c is 0, expected 1..384'",
        "0x5c, 385, 'CORRUPT: md superblock 1.2: raid_disks at +0x5c is 385, expected 1..384'",
        "0x50, 129, 'CORRUPT: md superblock 1.2: size at +0x50 is 129, expected 0..128'",
        "0x80, 300, 'CORRUPT: md superblock 1.2: data_offset at +0x80 is 300, expected 0..256'",
        "0x88, 129, 'CORRUPT: md superblock 1.2: data_size at +0x88 is 129, expected 0..128'",
        "0xa0, 5000, 'CORRUPT: md superblock 1.2: dev_number at +0xa0 is 5000, expected 0..1920'",
    })
    void fields(String offset, int value, String message) {
        MdBytes member = new MdBytes(5, 3, 0);
        member.bytes.putInt(MdBytes.AT + Integer.decode(offset), value);
        ScanResult result = scan(member.seal(), new MdBytes(5, 3, 1).events(19));
        assertThat(result.notExamined())
                .extracting(n -> n.code() + ": " + n.reason())
                .contains(message);
    }

    @Test
    void checksumAndNumberOfRoles() {
        MdBytes member = new MdBytes(1, 1, 0);
        member.bytes.put(MdBytes.AT + 0x21, (byte) 1);
        assertThat(gap(scan(member))).startsWith("CORRUPT: md superblock 1.2: sb_csum at +0xd8 is 0x");
        member.bytes.putInt(MdBytes.AT + 0xdc, 1921);
        assertThat(gap(scan(member)))
                .isEqualTo("CORRUPT: md superblock 1.2: max_dev at +0xdc is 1921, expected 0..1920");
    }

    @Test
    void zonesNeedALayout() throws IOException {
        BytesSource small = new BytesSource(new byte[8192]);
        BytesSource large = new BytesSource(new byte[16384]);
        assertThat(Raid0Source.of(List.of(small, large), 1, 4096).size()).isEqualTo(24576);
        assertThat(Raid0Source.of(List.of(small, small), 0, 4096).size()).isEqualTo(16384);
        assertThatThrownBy(() -> Raid0Source.of(List.of(small, large), 0, 4096))
                .hasMessageContaining("does not say in which of two ways they are filled");
    }

    @Test
    void version0IsChecked() {
        byte[] bytes = new byte[65536];
        bytes[0] = (byte) 0xfc;
        bytes[1] = 0x4e;
        bytes[2] = 0x2b;
        bytes[3] = (byte) 0xa9;
        assertThatThrownBy(() -> Superblock0.at(new BytesSource(bytes)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("md superblock 0.90: sb_csum at +0x98 is 0x0, expected 0xa92b4efc");
    }
}
