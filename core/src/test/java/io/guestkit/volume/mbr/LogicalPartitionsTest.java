package io.guestkit.volume.mbr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.guestkit.io.Warning;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogicalPartitionsTest {

    private static final long BASE = 1000;

    /** A disk with an extended partition in entry 2, its first record signed. */
    private static MbrBytes extended(int type) {
        return new MbrBytes(1_000_000)
                .primary(1, 0x83, 1, 999)
                .primary(2, type, BASE, 900_000)
                .record(BASE);
    }

    private static PartitionTable read(MbrBytes mbr) throws IOException {
        return new MbrDriver(content -> false).read(mbr.source()).orElseThrow();
    }

    private static List<String> messages(PartitionTable table) {
        return table.warnings().stream().map(Warning::toString).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x05, 0x0f, 0x85})
    void chain(int type) throws IOException {
        PartitionTable table = read(extended(type)
                .entry(BASE, 1, 0x80, 0x82, 63, 100)
                .entry(BASE, 2, 0, 0x05, 5000, 200)
                .record(BASE + 5000)
                .entry(BASE + 5000, 1, 0, 0x83, 10, 50));
        assertThat(table.warnings()).isEmpty();
        assertThat(table.partitions())
                .extracting(
                        Partition::number,
                        Partition::offset,
                        Partition::length,
                        p -> p.uuid().orElseThrow())
                .containsExactly(
                        tuple(1, 512L, 999 * 512L, "1234abcd-01"),
                        tuple(5, (BASE + 63) * 512, 100 * 512L, "1234abcd-05"),
                        tuple(6, (BASE + 5010) * 512, 50 * 512L, "1234abcd-06"));
        assertThat(table.partitions().get(1).bootable()).isTrue();
    }

    @Test
    void numbersInUuidsAreHexadecimal() throws IOException {
        MbrBytes mbr = extended(5);
        for (int i = 0; i < 12; i++) {
            long record = BASE + i * 100;
            mbr.record(record).entry(record, 1, 0, 0x83, 1, 99);
            if (i < 11) {
                mbr.entry(record, 2, 0, 5, (i + 1) * 100, 100);
            }
        }
        PartitionTable table = read(mbr);
        assertThat(table.partitions())
                .extracting(Partition::number)
                .containsExactlyElementsOf(IntStream.concat(IntStream.of(1), IntStream.rangeClosed(5, 16))
                        .boxed()
                        .toList());
        assertThat(table.partitions().getLast().uuid()).hasValue("1234abcd-10");
    }

    @Test
    void emptyRecordsUseNoNumbers() throws IOException {
        PartitionTable table = read(extended(5)
                .entry(BASE, 2, 0, 5, 100, 100)
                .record(BASE + 100)
                .entry(BASE + 100, 1, 0, 5, 200, 100)
                .record(BASE + 200)
                .entry(BASE + 200, 1, 0, 0x83, 1, 50));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5);
    }

    @Test
    void chainThatJumpsBack() throws IOException {
        PartitionTable table = read(extended(5)
                .entry(BASE, 1, 0, 0x83, 500, 10)
                .entry(BASE, 2, 0, 5, 5000, 100)
                .record(BASE + 5000)
                .entry(BASE + 5000, 1, 0, 0x83, 1, 50)
                .entry(BASE + 5000, 2, 0, 5, 100, 100)
                .record(BASE + 100)
                .entry(BASE + 100, 1, 0, 0x83, 1, 50));
        assertThat(table.partitions())
                .extracting(p -> p.offset() / 512)
                .containsExactly(1L, BASE + 500, BASE + 5001, BASE + 101);
        assertThat(table.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100})
    void loop(long back) throws IOException {
        PartitionTable table = read(extended(5)
                .entry(BASE, 1, 0, 0x83, 500, 10)
                .entry(BASE, 2, 0, 5, 100, 100)
                .record(BASE + 100)
                .entry(BASE + 100, 1, 0, 0x83, 1, 50)
                .entry(BASE + 100, 2, 0, 5, back, 100));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5, 6);
        assertThat(messages(table)).singleElement().asString().contains("is a loop");
    }

    @Test
    void moreThanAreListed() throws IOException {
        MbrBytes mbr = extended(5);
        for (int i = 0; i < 300; i++) {
            long record = BASE + i * 100;
            mbr.record(record).entry(record, 1, 0, 0x83, 1, 99).entry(record, 2, 0, 5, (i + 1) * 100, 100);
        }
        PartitionTable table = read(mbr);
        assertThat(table.partitions()).hasSize(1 + 251);
        assertThat(messages(table)).singleElement().asString().contains("more than 255 are not listed");
    }

    @Test
    void emptyRecordsWithoutEnd() throws IOException {
        MbrBytes mbr = extended(5);
        for (int i = 0; i < 300; i++) {
            mbr.record(BASE + i).entry(BASE + i, 1, 0, 5, i + 1, 1);
        }
        assertThat(messages(read(mbr))).singleElement().asString().contains("more than 100 in a row");
    }

    @Test
    void recordWithoutSignature() throws IOException {
        PartitionTable table = read(extended(5).entry(BASE, 1, 0, 0x83, 500, 10).entry(BASE, 2, 0, 5, 100, 100));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5);
        assertThat(messages(table))
                .singleElement()
                .asString()
                .contains("sector 1100")
                .contains("no signature");
    }

    @Test
    void linkBehindTheDisk() throws IOException {
        PartitionTable table =
                read(extended(5).entry(BASE, 1, 0, 0x83, 500, 10).entry(BASE, 2, 0, 5, 0xffff_ffffL, 0xffff_ffffL));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5);
        assertThat(messages(table)).hasSize(2);
        assertThat(messages(table).get(0)).contains("outside the extended partition");
        assertThat(messages(table).get(1)).contains("behind the end of the disk");
    }

    @Test
    void partitionThatReachesOut() throws IOException {
        PartitionTable table = read(extended(5).entry(BASE, 1, 0, 0x83, 1, 900_000));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5);
        assertThat(messages(table)).singleElement().asString().contains("reaches out");
    }

    @Test
    void lastTwoEntriesCountOnlyInsideThePiece() throws IOException {
        PartitionTable table = read(extended(5).entry(BASE, 3, 0, 0x83, 10, 10).entry(BASE, 4, 0, 0x83, 899_999, 2));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5);
        assertThat(table.warnings()).isEmpty();
    }

    @Test
    void twoExtendedPartitionsShareOneNumbering() throws IOException {
        PartitionTable table = read(extended(5)
                .entry(BASE, 1, 0, 0x83, 1, 10)
                .primary(3, 0x85, 950_000, 1000)
                .record(950_000)
                .entry(950_000, 1, 0, 0x83, 1, 10));
        assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 5, 6);
        assertThat(table.partitions().getLast().offset()).isEqualTo(950_001 * 512L);
    }
}
