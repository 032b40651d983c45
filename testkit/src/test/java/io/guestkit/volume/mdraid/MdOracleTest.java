package io.guestkit.volume.mdraid;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.LayeredDisks;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every array that the kernel puts together, with what it reads. */
@Tag("oracle")
@Tag("long") // its fixture takes minutes: a machine is emulated to make it
class MdOracleTest {

    private static final String RECIPE = "md-arrays";

    /** Size and digest of each array by its UUID, as the kernel has them. */
    private static Map<String, String> expected() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String[] line : LayeredDisks.table(RECIPE, "sums.tsv")) {
            expected.put(line[1], line[2] + " " + line[3]);
        }
        return expected;
    }

    private static Map<String, Volume> arrays(DiskSet disks) {
        Map<String, Volume> arrays = new HashMap<>();
        for (Volume volume : disks.volumes()) {
            if (volume.kind() == Volume.Kind.RAID) {
                arrays.put(volume.made().orElseThrow().uuid().orElseThrow(), volume);
            }
        }
        return arrays;
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
    @Proves(area = "md", feature = "linear, RAID 0, 1, 4, 5, 6, 10 in all layouts", referee = "Linux md")
    @Proves(area = "md", feature = "superblocks 0.90, 1.0, 1.1, 1.2", referee = "Linux md")
    @Proves(area = "md", feature = "members that are out of date are left out", referee = "Linux md")
    @Proves(area = "md", feature = "journal, reshape in progress", referee = "mdadm", verdict = "refused by name")
    void everyArray() throws IOException {
        try (DiskSet disks = LayeredDisks.open(RECIPE, "abcdefg")) {
            Map<String, String> expected = expected();
            assertThat(expected).hasSizeGreaterThanOrEqualTo(40);
            SoftAssertions all = new SoftAssertions();
            Map<String, Volume> arrays = arrays(disks);
            for (Map.Entry<String, String> each : expected.entrySet()) {
                Volume volume = arrays.get(each.getKey());
                if (volume != null) {
                    all.assertThat(volume.content().size() + " " + LayeredDisks.sha256(volume.content()))
                            .as(volume.location().toString())
                            .isEqualTo(each.getValue());
                }
            }
            all.assertAll();
            assertThat(gaps(disks))
                    .containsExactlyInAnyOrder(
                            "md gk:journal UNSUPPORTED: the array cannot be read yet: it has a journal, which may hold"
                                    + " what was written last",
                            "md gk:grown UNSUPPORTED: the array cannot be read yet: it is being reshaped");
            assertThat(arrays).hasSizeGreaterThanOrEqualTo(expected.size() - 2);
        }
    }

    @Test
    @Proves(area = "md", feature = "partition tables on arrays of whole disks", referee = "sfdisk, Linux md")
    void aTableOnAnArrayOfWholeDisks() throws IOException {
        for (String some : List.of("fg", "f", "g")) {
            try (DiskSet disks = LayeredDisks.open(RECIPE, some)) {
                assertThat(disks.volumes().getFirst().memberOf()).hasValue("md gk:disks");
                assertThat(disks.volumes()).extracting(Volume::device).contains("/dev/md127p2");
                assertThat(disks.fileSystem("/dev/md127p2").orElseThrow().label())
                        .hasValue("onarray");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcde", "acde", "abde", "abce", "abcd"})
    @Proves(
            area = "md",
            feature = "degraded arrays: parity is computed",
            referee = "Linux md, by the content of the whole array")
    void withoutOneDisk(String there) throws IOException {
        check(there, 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cde", "ade", "abe", "bde", "acd"})
    void withoutTwoDisks(String there) throws IOException {
        check(there, 7);
    }

    /** Arrays that need a disk that is missing are said to be unreadable; all others are the same as before. */
    private static void check(String there, int atLeast) throws IOException {
        Map<String, String> expected = expected();
        try (DiskSet disks = LayeredDisks.open(RECIPE, there)) {
            SoftAssertions all = new SoftAssertions();
            int redundant = 0;
            for (Map.Entry<String, Volume> each : arrays(disks).entrySet()) {
                Volume volume = each.getValue();
                if (volume.location().toString().contains("gk:stale") && !there.contains("a")) {
                    continue; // what is left is the part that was left behind, and nobody can know
                }
                redundant++;
                all.assertThat(volume.content().size() + " " + LayeredDisks.sha256(volume.content()))
                        .as(volume.location().toString())
                        .isEqualTo(expected.get(each.getKey()));
            }
            all.assertThat(redundant).isGreaterThanOrEqualTo(atLeast);
            for (String gap : gaps(disks)) {
                all.assertThat(gap).containsAnyOf("UNREADABLE", "cannot be read yet");
            }
            all.assertAll();
        }
    }
}
