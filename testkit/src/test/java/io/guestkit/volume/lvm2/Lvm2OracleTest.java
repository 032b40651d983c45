package io.guestkit.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.LayeredDisks;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every logical volume that the kernel reads, with what it reads. */
@Tag("oracle")
@Tag("long") // its fixture takes minutes: a machine is emulated to make it
class Lvm2OracleTest {

    private static final String RECIPE = "lvm-volumes";
    /** With the snapshot whose store was too small. */
    private static final String ALL = "abcdefgh";

    /** Size and digest of each volume of a group, as the kernel has them. */
    private static Map<String, String> expected(String group) throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String[] line : LayeredDisks.table(RECIPE, "sums.tsv")) {
            if (line[0].startsWith(group)) {
                expected.put(line[0], line[1] + " " + line[2]);
            }
        }
        return expected;
    }

    private static Map<String, String> found(DiskSet disks) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Volume volume : disks.volumes()) {
            if (volume.kind() == Volume.Kind.LV) {
                found.put(volume.device(), volume.content().size() + " " + LayeredDisks.sha256(volume.content()));
            }
        }
        return found;
    }

    private static List<String> gaps(DiskSet disks) {
        List<String> gaps = new ArrayList<>();
        for (NotExamined gap : disks.notExamined()) {
            if (gap.code() != NotExamined.Code.UNKNOWN) { // a pattern is no file system
                gaps.add(gap.location().layers().getLast() + " " + gap.code() + ": " + gap.reason());
            }
        }
        return gaps;
    }

    @Test
    @Proves(area = "lvm2", feature = "linear, striped and mirrored volumes", referee = "Linux device-mapper")
    @Proves(area = "lvm2", feature = "RAID 0, 1, 4, 5, 6 and 10 in all layouts", referee = "Linux device-mapper")
    void everyVolumeOfSixDisks() throws IOException {
        try (DiskSet disks = LayeredDisks.open(RECIPE, "abcdef")) {
            Map<String, String> expected = expected("/dev/raids/");
            assertThat(expected).hasSizeGreaterThanOrEqualTo(23);
            assertThat(found(disks)).isEqualTo(expected);
            assertThat(gaps(disks)).isEmpty();
            assertThat(disks.warnings()).isEmpty();
        }
    }

    @Test
    @Proves(area = "lvm2", feature = "snapshots, also one that is being merged", referee = "Linux device-mapper")
    @Proves(area = "lvm2", feature = "thin volumes, thin snapshots, external origins", referee = "Linux device-mapper")
    void snapshotsAndThinVolumes() throws IOException {
        try (DiskSet disks = LayeredDisks.open(RECIPE, "gh")) {
            Map<String, String> expected = expected("/dev/Vol-Group/");
            assertThat(expected)
                    .containsKeys(
                            "/dev/Vol-Group/snap4k",
                            "/dev/Vol-Group/snap32k",
                            "/dev/Vol-Group/rolled",
                            "/dev/Vol-Group/thin1",
                            "/dev/Vol-Group/thinsnap",
                            "/dev/Vol-Group/overbase");
            expected.remove("/dev/Vol-Group/overflown"); // the kernel fails to read it
            assertThat(found(disks)).isEqualTo(expected);
            assertThat(gaps(disks))
                    .containsExactly("lvm2 Vol-Group/overflown UNSUPPORTED: the snapshot is not valid any more: its"
                            + " store was too small for what was changed");
        }
    }

    @Test
    @Proves(area = "lvm2", feature = "swap and file systems on volumes", referee = "mkswap, mke2fs")
    void whatIsOnTheVolumes() throws IOException {
        try (DiskSet disks = LayeredDisks.open(RECIPE, "gh")) {
            FoundFileSystem swap = disks.fileSystem("/dev/Vol-Group/swap-space").orElseThrow();
            assertThat(swap.type()).isEqualTo("swap");
            assertThat(swap.uuid()).hasValue("11111111-2222-4333-8444-555555555555");
            FoundFileSystem ext4 = disks.fileSystem("/dev/Vol-Group/thin2").orElseThrow();
            assertThat(ext4.type()).isEqualTo("ext4");
            assertThat(ext4.label()).hasValue("thinfs");
            assertThat(ext4.fileSystem()).isPresent();
            Volume volume = ext4.volume();
            assertThat(volume.aliases()).contains("/dev/mapper/Vol--Group-thin2");
        }
    }

    @Test
    void theUuidsAreThoseThatLvmPrints() throws IOException {
        Set<String> printed = new HashSet<>();
        for (String[] line : LayeredDisks.table(RECIPE, "segments.tsv")) {
            printed.add(line[0] + " " + line[2]);
        }
        try (DiskSet disks = LayeredDisks.open(RECIPE, ALL)) {
            for (Volume volume : disks.volumes()) {
                if (volume.kind() == Volume.Kind.LV) {
                    assertThat(printed)
                            .contains(volume.device() + " "
                                    + volume.made().orElseThrow().uuid().orElseThrow());
                }
            }
        }
    }

    /** What needs a disk that is missing is said, and all that can do without is the same as before. */
    @ParameterizedTest
    @CsvSource({"bcdef, 1", "acdef, 1", "abdef, 1", "abcef, 1", "abcdf, 1", "abcde, 1", "cdef, 2", "abcd, 2", "bdef, 2"
    })
    @Proves(
            area = "lvm2",
            feature = "degraded RAID: parity is computed",
            referee = "Linux device-mapper, by the content of the whole volume")
    void withoutSomeDisks(String disks, int missing) throws IOException {
        Map<String, String> expected = expected("/dev/raids/");
        try (DiskSet set = LayeredDisks.open(RECIPE, disks)) {
            Map<String, String> found = found(set);
            SoftAssertions all = new SoftAssertions();
            for (Map.Entry<String, String> each : expected.entrySet()) {
                String name = each.getKey().substring("/dev/raids/".length());
                boolean needed = name.startsWith("raid6")
                        || missing == 1 && name.matches("raid[1-5].*|raid10.*") && !name.startsWith("raid0");
                String gap = gaps(set).stream()
                        .filter(g -> g.startsWith("lvm2 raids/" + name + " "))
                        .findFirst()
                        .orElse(null);
                if (needed || gap == null) {
                    all.assertThat(found.get(each.getKey()))
                            .as(name + " without a disk: " + gap)
                            .isEqualTo(each.getValue());
                } else {
                    all.assertThat(found).as(name).doesNotContainKey(each.getKey());
                    all.assertThat(gap).contains("UNREADABLE");
                }
            }
            all.assertAll();
            assertThat(set.warnings())
                    .filteredOn(w -> w.message().contains("is not there"))
                    .hasSize(missing);
        }
    }

    @Test
    @Proves(area = "lvm2", feature = "disks in any order", referee = "Linux device-mapper")
    void theOrderOfTheDisksDoesNotMatter() throws IOException {
        try (DiskSet disks = LayeredDisks.open(RECIPE, "hfdbgeca")) {
            Map<String, String> found = found(disks);
            assertThat(found).containsAllEntriesOf(expected("/dev/raids/"));
        }
    }
}
