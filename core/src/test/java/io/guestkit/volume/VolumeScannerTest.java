package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeScannerTest {

    private static final TableDriver NONE = disk -> Optional.empty();

    private static NamedDisk disk(String device, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) i;
        }
        return new NamedDisk(device, Location.of("disk.raw"), new BytesSource(bytes));
    }

    private static Partition partition(int number, long offset, long length) {
        return new Partition(number, offset, length, "83", Optional.empty(), Optional.empty(), false);
    }

    private static TableDriver table(Partition... partitions) {
        return disk -> Optional.of(new PartitionTable(
                "mbr",
                Optional.empty(),
                512,
                List.of(partitions),
                false,
                List.of(new Warning("mbr partition 1", "is odd"))));
    }

    private static TableDriver failing(IOException e) {
        return disk -> {
            throw e;
        };
    }

    @Test
    void eachDiskIsFollowedByItsPartitions() throws IOException {
        ScanResult result = new VolumeScanner(
                        List.of(NONE, table(partition(1, 10, 5), partition(5, 20, 100))), List.of())
                .scan(List.of(disk("/dev/sda", 50), disk("/dev/nvme0n1", 50)));
        assertThat(result.volumes())
                .extracting(Volume::device)
                .containsExactly(
                        "/dev/sda", "/dev/sda1", "/dev/sda5", "/dev/nvme0n1", "/dev/nvme0n1p1", "/dev/nvme0n1p5");
        Volume last = result.volumes().get(2);
        assertThat(last.kind()).isEqualTo(Volume.Kind.PARTITION);
        assertThat(last.location()).hasToString("disk.raw > mbr partition 5");
        assertThat(last.content().size()).isEqualTo(30);
        assertThat(last.content().readBytes(0, 2)).containsExactly(20, 21);
        assertThat(last.partition()).hasValue(partition(5, 20, 100));
        assertThat(last.table()).isEqualTo(result.volumes().get(0).table()).isPresent();
        assertThat(result.warnings())
                .containsExactly(
                        new Warning("disk.raw > mbr partition 1", "is odd"),
                        new Warning("disk.raw > mbr partition 1", "is odd"));
        assertThat(result.notExamined()).isEmpty();
    }

    @Test
    void diskWithoutTable() {
        ScanResult result = new VolumeScanner(List.of(NONE), List.of()).scan(List.of(disk("/dev/sda", 50)));
        assertThat(result.volumes()).singleElement().satisfies(volume -> {
            assertThat(volume.kind()).isEqualTo(Volume.Kind.DISK);
            assertThat(volume.table()).isEmpty();
            assertThat(volume.content().size()).isEqualTo(50);
        });
    }

    @Test
    void partitionBehindTheDisk() {
        ScanResult result = new VolumeScanner(
                        List.of(table(partition(1, 50, 1), partition(2, Long.MAX_VALUE - 1, 1))), List.of())
                .scan(List.of(disk("/dev/sda", 50)));
        assertThat(result.volumes()).hasSize(3);
        assertThat(result.volumes().get(1).content().size()).isZero();
        assertThat(result.volumes().get(2).content().size()).isZero();
        assertThat(result.notExamined())
                .extracting(n -> n.location() + " " + n.code() + " " + n.reason())
                .containsExactly(
                        "disk.raw > mbr partition 1 UNREADABLE starts at byte 50, but the disk ends at byte 50",
                        "disk.raw > mbr partition 2 UNREADABLE starts at byte 9223372036854775806, but the disk ends at"
                                + " byte 50");
    }

    @Test
    void whatFailsIsNotExaminedAndTheNextDriverIsAsked() {
        List<IOException> failures = List.of(
                new CorruptDataException("a"),
                new UnsupportedFeatureException("b"),
                new KeyRequiredException("c"),
                new IOException());
        ScanResult result = new VolumeScanner(
                        List.of(
                                failing(failures.get(0)),
                                failing(failures.get(1)),
                                failing(failures.get(2)),
                                failing(failures.get(3)),
                                table(partition(1, 0, 1))),
                        List.of())
                .scan(List.of(disk("/dev/sda", 50)));
        assertThat(result.volumes()).hasSize(2);
        assertThat(result.notExamined())
                .extracting(n -> n.code() + " " + n.reason())
                .containsExactly("CORRUPT a", "UNSUPPORTED b", "KEY_REQUIRED c", "UNREADABLE IOException");
    }

    @Test
    void noDisks() {
        assertThat(new VolumeScanner(List.of(), List.of()).scan(List.of()).volumes())
                .isEmpty();
    }

    @Test
    void contentIsWhatTheDriverSees() {
        NamedDisk disk = disk("/dev/sda", 50);
        BlockSource[] seen = new BlockSource[1];
        new VolumeScanner(
                        List.of(content -> {
                            seen[0] = content;
                            return Optional.empty();
                        }),
                        List.of())
                .scan(List.of(disk));
        assertThat(seen[0]).isSameAs(disk.content());
    }
}
