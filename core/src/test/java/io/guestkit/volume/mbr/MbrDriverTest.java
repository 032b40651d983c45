package io.guestkit.volume.mbr;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Warning;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import io.guestkit.volume.SignatureProbe;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MbrDriverTest {

    private static final SignatureProbe NOTHING = content -> false;
    private static final byte[] MARK = {'M', 'A', 'R', 'K'};
    /** Recognises contents that start with the mark. */
    private static final SignatureProbe MARKED =
            content -> content.size() >= 4 && java.util.Arrays.equals(content.readBytes(0, 4), MARK);

    private static PartitionTable read(BlockSource disk) throws IOException {
        return new MbrDriver(NOTHING).read(disk).orElseThrow();
    }

    @Test
    void primaryPartitions() throws IOException {
        MbrBytes mbr = new MbrBytes(40960).entry(0, 1, 0x80, 0x07, 2048, 4096).primary(3, 0x0c, 8192, 100);
        assertThat(read(mbr.source()))
                .isEqualTo(new PartitionTable(
                        "mbr",
                        Optional.of("1234abcd"),
                        512,
                        java.util.List.of(
                                new Partition(
                                        1,
                                        2048 * 512,
                                        4096 * 512,
                                        "07",
                                        Optional.of("1234abcd-01"),
                                        Optional.empty(),
                                        true),
                                new Partition(
                                        3,
                                        8192 * 512,
                                        100 * 512,
                                        "0c",
                                        Optional.of("1234abcd-03"),
                                        Optional.empty(),
                                        false)),
                        false,
                        java.util.List.of()));
    }

    @Test
    void bootCode() throws IOException {
        MbrBytes mbr = new MbrBytes(4096).primary(1, 0x83, 1, 10);
        mbr.disk.put(0, (byte) 0x33, (byte) 0xc0);
        assertThat(read(mbr.source()).bootCode()).isTrue();
    }

    @Test
    void withoutDiskSignatureNothingHasAUuid() throws IOException {
        MbrBytes mbr = new MbrBytes(4096).primary(1, 0x83, 1, 10);
        mbr.disk.put32(0x1b8, 0);
        PartitionTable table = read(mbr.source());
        assertThat(table.diskId()).isEmpty();
        assertThat(table.partitions())
                .singleElement()
                .satisfies(p -> assertThat(p.uuid()).isEmpty());
    }

    @Test
    void emptyTable() throws IOException {
        assertThat(read(new MbrBytes(4096).source()).partitions()).isEmpty();
    }

    @Test
    void noSignatureNoTable() throws IOException {
        MbrBytes mbr = new MbrBytes(4096).primary(1, 0x83, 1, 10);
        mbr.disk.put16(0x1fe, 0);
        assertThat(new MbrDriver(NOTHING).read(mbr.source())).isEmpty();
    }

    @Test
    void statusThatIsCode() throws IOException {
        MbrBytes mbr = new MbrBytes(4096).primary(1, 0x83, 1, 10).entry(0, 4, 0x7f, 0, 0, 0);
        assertThat(new MbrDriver(NOTHING).read(mbr.source())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511})
    void tooShort(int size) throws IOException {
        assertThat(new MbrDriver(NOTHING).read(new io.guestkit.io.BytesSource(new byte[size])))
                .isEmpty();
    }

    @Test
    void oneSector() throws IOException {
        assertThat(read(new MbrBytes(1).primary(1, 0x83, 1, 10).source()).warnings())
                .extracting(Warning::message)
                .containsExactly("starts at byte 512, behind the end of the disk at 512");
    }

    @Test
    void protectiveAlone() throws IOException {
        assertThat(new MbrDriver(NOTHING)
                        .read(new MbrBytes(4096).primary(1, 0xee, 1, 4095).source()))
                .isEmpty();
    }

    @Test
    void hybridWhoseGptIsGone() throws IOException {
        PartitionTable table = read(new MbrBytes(4096)
                .primary(1, 0xee, 1, 99)
                .primary(2, 0x83, 100, 100)
                .source());
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(2);
        assertThat(table.warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message()).contains("ee"));
    }

    @Test
    void gptThatNobodyAsksFor() throws IOException {
        MbrBytes mbr = new MbrBytes(4096).primary(1, 0x83, 100, 100);
        mbr.disk.put(512, "EFI PART".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(read(mbr.source()).warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message()).contains("GPT header at LBA 1"));
    }

    @Test
    void endsAndStartsBehindTheDisk() throws IOException {
        PartitionTable table = read(new MbrBytes(4096)
                .primary(1, 0x83, 4000, 200)
                .primary(2, 0x83, 0xffff_ffffL, 0xffff_ffffL)
                .source());
        assertThat(table.partitions()).hasSize(2);
        assertThat(table.partitions().get(1).offset()).isEqualTo(0xffff_ffffL * 512);
        assertThat(table.warnings())
                .extracting(Warning::toString)
                .containsExactly(
                        "Warning[where=mbr partition 1, message=ends at byte 2150400, but the disk at 2097152; it is cut"
                                + " there]",
                        "Warning[where=mbr partition 2, message=starts at byte 2199023255040, behind the end of the disk"
                                + " at 2097152]");
    }

    @Test
    void overlap() throws IOException {
        assertThat(read(new MbrBytes(4096)
                                .primary(1, 0x83, 1, 1000)
                                .primary(2, 0x83, 10, 10)
                                .primary(3, 0x83, 1000, 10)
                                .source())
                        .warnings())
                .extracting(w -> w.where() + " " + w.message())
                .containsExactly("mbr partition 2 overlaps partition 1", "mbr partition 3 overlaps partition 1");
    }

    // What a file system and what a table is

    @Test
    void parameterBlockWithoutEntries() throws IOException {
        assertThat(new MbrDriver(NOTHING)
                        .read(new MbrBytes(40960).parameterBlock().source()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NTFS    ", "EXFAT   ", "-FVE-FS-"})
    void bootSectorOfAnotherKind(String oemName) throws IOException {
        MbrBytes mbr = new MbrBytes(40960);
        mbr.disk.put8(0, 0xeb).put(3, oemName.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(new MbrDriver(NOTHING).read(mbr.source())).isEmpty();
    }

    @Test
    void parameterBlockWithRubbishForEntries() throws IOException {
        MbrBytes mbr = new MbrBytes(40960).parameterBlock().primary(1, 0x20, 0x6573_6165L, 0x2074_6f6fL);
        assertThat(new MbrDriver(NOTHING).read(mbr.source())).isEmpty();
    }

    @Test
    void parameterBlockInTheBootCodeOfATable() throws IOException {
        MbrBytes mbr = new MbrBytes(40960).parameterBlock().primary(1, 0x83, 2048, 2048);
        assertThat(read(mbr.source()).partitions()).hasSize(1);
    }

    @Test
    void fileSystemWithEntriesThatLookSound() throws IOException {
        MbrBytes mbr = new MbrBytes(40960).parameterBlock().primary(1, 0x83, 2048, 2048);
        SignatureProbe onlyTheDisk = content -> content.size() == 40960 * 512;
        assertThat(new MbrDriver(onlyTheDisk).read(mbr.source())).isEmpty();
        assertThat(new MbrDriver(content -> true).read(mbr.source())).isPresent();
    }

    @Test
    void leftoverOfAFileSystemInFrontOfThePartitions() throws IOException {
        MbrBytes mbr = new MbrBytes(40960).primary(1, 0x83, 2048, 2048);
        SignatureProbe onlyTheDisk = content -> content.size() == 40960 * 512;
        assertThat(new MbrDriver(onlyTheDisk).read(mbr.source()).orElseThrow().warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.message()).contains("as a whole"));
    }

    @Test
    void signatureOfAnEmptyTableOnAFileSystem() throws IOException {
        assertThat(new MbrDriver(content -> true).read(new MbrBytes(4096).source()))
                .isEmpty();
    }

    @Test
    void lvmAndAixAreNoEmptyTables() throws IOException {
        MbrBytes lvm = new MbrBytes(4096);
        lvm.disk.put(512, "LABELONE".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(new MbrDriver(NOTHING).read(lvm.source())).isEmpty();
        MbrBytes aix = new MbrBytes(4096);
        aix.disk.put32(0, 0xc1d4c2c9L);
        assertThat(new MbrDriver(NOTHING).read(aix.source())).isEmpty();
    }

    // The unit

    @Test
    void extendedBootRecordTellsTheUnit() throws IOException {
        MbrBytes mbr = new MbrBytes(256, 4096)
                .primary(1, 0x83, 1, 125)
                .primary(2, 0x05, 126, 130)
                .record(126)
                .entry(126, 1, 0, 0x83, 1, 10);
        PartitionTable table = read(mbr.source());
        assertThat(table.sectorSize()).isEqualTo(4096);
        assertThat(table.partitions())
                .extracting(Partition::number, Partition::offset, Partition::length)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 4096L, 125 * 4096L),
                        org.assertj.core.groups.Tuple.tuple(5, 127 * 4096L, 10 * 4096L));
    }

    @Test
    void contentTellsTheUnit() throws IOException {
        MbrBytes mbr = new MbrBytes(2560, 4096).primary(1, 0x83, 256, 1000);
        assertThat(new MbrDriver(MARKED).read(mbr.source()).orElseThrow().sectorSize())
                .isEqualTo(512);
        mbr.disk.put(256 * 4096, MARK);
        assertThat(new MbrDriver(MARKED).read(mbr.source()).orElseThrow().sectorSize())
                .isEqualTo(4096);
        mbr.disk.put(256 * 512, MARK);
        assertThat(new MbrDriver(MARKED).read(mbr.source()).orElseThrow().sectorSize())
                .isEqualTo(512);
    }
}
