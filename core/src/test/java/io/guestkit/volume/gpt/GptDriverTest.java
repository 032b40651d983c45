package io.guestkit.volume.gpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GptDriverTest {

    private static Optional<PartitionTable> find(BlockSource disk) throws IOException {
        return new GptDriver(content -> false).read(disk);
    }

    private static PartitionTable read(BlockSource disk) throws IOException {
        return find(disk).orElseThrow();
    }

    private static List<String> warnings(BlockSource disk) throws IOException {
        return read(disk).warnings().stream()
                .map(w -> w.where() + ": " + w.message())
                .toList();
    }

    private static GptBytes one() {
        return new GptBytes(4096).entry(1, GptBytes.LINUX, 64, 127, 0, "root");
    }

    @ParameterizedTest
    @CsvSource({"512, 128", "512, 256", "512, 4096", "4096, 128", "4096, 512"})
    void table(int sectorSize, int entrySize) throws IOException {
        GptBytes gpt = new GptBytes(4096, sectorSize, entrySize)
                .entry(1, GptBytes.LINUX, 2000, 2000, 0, "one")
                .entry(3, GptBytes.LINUX, 2001, 2010, 4, "n".repeat(36));
        assertThat(read(gpt.source()))
                .isEqualTo(new PartitionTable(
                        "gpt",
                        Optional.of("0e0f1a2b-3c4d-5e6f-8091-a2b3c4d5e6f7"),
                        sectorSize,
                        List.of(
                                new Partition(
                                        1,
                                        2000L * sectorSize,
                                        sectorSize,
                                        "0fc63daf-8483-4772-8e79-3d69d8477de4",
                                        Optional.of("11223344-5566-4788-99aa-bbccddeeff01"),
                                        Optional.of("one"),
                                        false),
                                new Partition(
                                        3,
                                        2001L * sectorSize,
                                        10L * sectorSize,
                                        "0fc63daf-8483-4772-8e79-3d69d8477de4",
                                        Optional.of("11223344-5566-4788-99aa-bbccddeeff03"),
                                        Optional.of("n".repeat(36)),
                                        true)),
                        false,
                        List.of()));
    }

    @Test
    void namesThatAreNoText() throws IOException {
        GptBytes gpt = new GptBytes(4096)
                .entry(1, GptBytes.LINUX, 64, 64, 0, "")
                .entry(2, GptBytes.LINUX, 65, 65, 0, "é\uD83D\uDCBE");
        gpt.disk.put16(1024 + 128 + 0x38 + 6, 0xd800);
        gpt.seal();
        assertThat(read(gpt.source()).partitions())
                .extracting(Partition::name)
                .containsExactly(Optional.empty(), Optional.of("é\uD83D\uDCBE\uFFFD"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 1023, 1024, 4096})
    void shortAndEmptyDisks(int size) throws IOException {
        assertThat(find(new BytesSource(new byte[size]))).isEmpty();
    }

    @Test
    void bootCode() throws IOException {
        GptBytes gpt = one();
        gpt.disk.put(0, (byte) 0xeb, (byte) 0x63);
        assertThat(read(gpt.source()).bootCode()).isTrue();
    }

    // The primary is bad

    @ParameterizedTest
    @CsvSource({
        "0x00, 0, no header at LBA 1",
        "0x0c, 91, 'HeaderSize at +0xc is 91, expected 92..512'",
        "0x0c, 513, 'HeaderSize at +0xc is 513, expected 92..512'",
        "0x0c, 0xffffffff, 'HeaderSize at +0xc is 4294967295, expected 92..512'",
        "0x18, 2, 'MyLBA at +0x18 is 2, expected 1'",
        "0x18, -1, 'MyLBA at +0x18 is 18446744073709551615, expected less than 2^63'",
        "0x20, 0x7fffffffffffffff, 'AlternateLBA at +0x20 is 9223372036854775807, expected a byte position below 2^63'",
        "0x28, 4063, 'LastUsableLBA at +0x30 is 4062, expected FirstUsableLBA (4063) or more'",
        "0x30, 0, 'LastUsableLBA at +0x30 is 0, expected FirstUsableLBA (34) or more'",
        "0x48, -1, 'PartitionEntryLBA at +0x48 is 18446744073709551615, expected less than 2^63'",
        "0x48, 4065, 'PartitionEntryLBA at +0x48 is 4065, but 16384 bytes from there on reach past the end of the disk'",
        "0x48, 3, 'PartitionEntryArrayCRC32 at +0x58'",
        "0x50, 0x8000002001, 'NumberOfPartitionEntries at +0x50 is 8193, expected 0..8192'",
        "0x50, 0x80ffffffff, 'NumberOfPartitionEntries at +0x50 is 4294967295, expected 0..8192'",
        "0x50, 0x8000000040, 'PartitionEntryArrayCRC32 at +0x58'",
        "0x50, 0x7f00000080, 'SizeOfPartitionEntry at +0x54 is 127, expected 128..4096'",
        "0x50, 0x200000000080, 'SizeOfPartitionEntry at +0x54 is 8192, expected 128..4096'",
        "0x50, 0xc000000080, 'SizeOfPartitionEntry at +0x54 is 192, expected 128 times a power of 2'",
        "0x58, 0, 'PartitionEntryArrayCRC32 at +0x58 is 0x0, but that of the entries is 0x'",
    })
    void badFieldOfThePrimary(String offset, String value, String reason) throws IOException {
        GptBytes gpt = one();
        gpt.disk.put64(gpt.primary(Integer.decode(offset)), Long.decode(value));
        gpt.sealHeader(gpt.primary(0));
        assertThat(warnings(gpt.source()))
                .singleElement()
                .asString()
                .contains(reason)
                .endsWith("; the backup at LBA 4095 is used");
        assertThat(read(gpt.source()).partitions()).hasSize(1);
    }

    @Test
    void checksumOfThePrimary() throws IOException {
        GptBytes gpt = one();
        gpt.disk.put8(gpt.primary(0x38), 0xff);
        assertThat(warnings(gpt.source())).singleElement().asString().contains("HeaderCRC32 at +0x10");
        assertThat(read(gpt.source()).diskId()).hasValue(GptBytes.DISK.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void entriesOfThePrimary(int sectorSize) throws IOException {
        GptBytes gpt = new GptBytes(4096, sectorSize, 128).entry(1, GptBytes.LINUX, 64, 127, 0, "root");
        gpt.disk.put8(2L * sectorSize + 5, 0xff);
        assertThat(warnings(gpt.source())).singleElement().asString().contains("PartitionEntryArrayCRC32");
        assertThat(read(gpt.source()).partitions())
                .extracting(Partition::type)
                .containsExactly(GptBytes.LINUX.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void backupInTheLastSector(int sectorSize) throws IOException {
        GptBytes gpt = new GptBytes(4096, sectorSize, 128).entry(1, GptBytes.LINUX, 64, 127, 0, "root");
        gpt.disk.put(0, new byte[34 * sectorSize]);
        assertThat(read(gpt.source()).sectorSize()).isEqualTo(sectorSize);
        assertThat(warnings(gpt.source()))
                .containsExactly(
                        "gpt header: the primary is bad (no header at LBA 1); the backup at LBA 4095 is used",
                        "protective mbr: there is none, so that most systems would not see the partitions of the GPT");
    }

    @Test
    void backupInTheMiddleOfAnEnlargedDisk() throws IOException {
        GptBytes gpt = one();
        assertThat(warnings(gpt.disk.source(5000 * 512)))
                .singleElement()
                .asString()
                .contains("not in the last sector");
        gpt.disk.put8(1024, 0);
        assertThat(warnings(gpt.disk.source(5000 * 512)))
                .singleElement()
                .asString()
                .endsWith("the backup at LBA 4095 is used");
    }

    // The backup is bad

    @Test
    void checksumOfTheBackup() throws IOException {
        GptBytes gpt = one();
        gpt.disk.put8(gpt.backup(0x38), 0xff);
        assertThat(warnings(gpt.source()))
                .singleElement()
                .asString()
                .contains("the backup at LBA 4095 is bad (gpt header: HeaderCRC32");
    }

    @Test
    void backupOfAnotherTable() throws IOException {
        GptBytes gpt = one();
        gpt.disk.put8(gpt.backup(0x38), 0xff);
        gpt.sealHeader(gpt.backup(0));
        assertThat(warnings(gpt.source())).singleElement().asString().contains("describes another table");
    }

    @Test
    void diskThatWasCut() throws IOException {
        GptBytes gpt = one().entry(2, GptBytes.LINUX, 1000, 2999, 0, "").entry(3, GptBytes.LINUX, 3000, 3000, 0, "");
        assertThat(warnings(gpt.disk.source(2000 * 512)))
                .containsExactly(
                        "gpt header: the backup at LBA 4095 is bad (gpt header: LBA 4095 lies behind the end of the disk);"
                                + " the primary is used",
                        "gpt partition 2: ends at byte 1536000, but the disk at 1024000; it is cut there",
                        "gpt partition 3: starts at byte 1536000, behind the end of the disk at 1024000");
    }

    // Both are bad

    @Test
    void nothingToTrust() {
        GptBytes gpt = one();
        gpt.disk.put8(gpt.primary(0x38), 0xff).put8(gpt.backup(0x39), 0xff);
        assertThatThrownBy(() -> find(gpt.source()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("gpt header: HeaderCRC32 at +0x10 is 0x");
    }

    @Test
    void protectiveMbrAlone() {
        GptBytes gpt = one();
        gpt.disk.put(512, new byte[4095 * 512]);
        assertThatThrownBy(() -> find(gpt.source()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("neither LBA 1 nor the last sector has a header");
    }

    // The MBR

    @Test
    void hybrid() throws IOException {
        GptBytes gpt = one().mbrEntry(2, 0x83, 64, 64);
        assertThat(warnings(gpt.source()))
                .containsExactly("protective mbr: hybrid: its entry 2 of type 83, 64 sectors from LBA 64 on, is left"
                        + " aside for the GPT");
    }

    @Test
    void mbrWithPartitionsWins() throws IOException {
        assertThat(find(one().mbrEntry(1, 0x83, 64, 64).source())).isEmpty();
    }

    @Test
    void leftoverUnderAFileSystem() throws IOException {
        GptBytes gpt = one();
        gpt.disk.put(0, new byte[1024]);
        assertThat(new GptDriver(content -> true).read(gpt.source())).isEmpty();
        assertThat(new GptDriver(content -> false).read(gpt.source())).isPresent();
    }

    @Test
    void protectiveMbrIsBelievedWhateverElseIsOnTheDisk() throws IOException {
        assertThat(new GptDriver(content -> true).read(one().source())).isPresent();
    }

    // Entries

    @Test
    void entriesInOddPlaces() throws IOException {
        GptBytes gpt = one().entry(2, GptBytes.LINUX, 100, 200, 0, "")
                .entry(3, GptBytes.LINUX, 33, 40, 0, "")
                .entry(4, GptBytes.LINUX, 300, 299, 0, "")
                .entry(5, GptBytes.LINUX, -1, -1, 0, "")
                .entry(6, GptBytes.LINUX, 0x1000, 0x7fff_ffff_ffff_ffffL, 0, "")
                .entry(7, GptBytes.LINUX, 4063, 4063, 0, "");
        PartitionTable table = read(gpt.source());
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 2, 3, 7);
        assertThat(table.warnings())
                .extracting(
                        Warning::where, w -> w.message().substring(w.message().lastIndexOf(' ') + 1))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("gpt partition 3", "4062"),
                        org.assertj.core.groups.Tuple.tuple("gpt partition 4", "out"),
                        org.assertj.core.groups.Tuple.tuple("gpt partition 5", "out"),
                        org.assertj.core.groups.Tuple.tuple("gpt partition 6", "out"),
                        org.assertj.core.groups.Tuple.tuple("gpt partition 7", "4062"),
                        org.assertj.core.groups.Tuple.tuple("gpt partition 2", "1"));
    }
}
