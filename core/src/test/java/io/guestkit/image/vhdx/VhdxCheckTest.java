package io.guestkit.image.vhdx;

import static io.guestkit.image.vhdx.VhdxBuilder.BLOCK;
import static io.guestkit.image.vhdx.VhdxBuilder.HEADER_1;
import static io.guestkit.image.vhdx.VhdxBuilder.MIB;
import static io.guestkit.image.vhdx.VhdxBuilder.REGIONS_1;
import static io.guestkit.image.vhdx.VhdxBuilder.REGIONS_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.CheckReport;
import io.guestkit.image.CheckReport.Finding.Kind;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VhdxCheckTest {

    private static final String PARENT = "{01234567-89ab-cdef-0123-456789abcdef}";

    private static CheckReport check(byte[] file) throws Exception {
        return VhdxImageTest.open(file).check();
    }

    private static void assertOnly(byte[] file, Kind kind, String message) throws Exception {
        CheckReport report = check(file);
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.message()).contains(message);
        });
        assertThat(report.corruptions()).isEqualTo(kind == Kind.CORRUPTION ? 1 : 0);
        assertThat(report.leaks()).isEqualTo(kind == Kind.LEAK ? 1 : 0);
    }

    private static VhdxBuilder threeBlocks() {
        return new VhdxBuilder(8 * BLOCK, 512, false)
                .block(3, 6, 1)
                .block(5, 6, 2)
                .block(4, 6, 3);
    }

    /** With a sector bitmap behind the entries of the only chunk. */
    private static VhdxBuilder child() {
        return new VhdxBuilder(8 * BLOCK, 512, true)
                .parent("parent_linkage", PARENT, "relative_path", "base.vhdx")
                .block(2, 7, 1)
                .block(4096, 6, 0xff);
    }

    @Test
    void soundImages() throws Exception {
        CheckReport report = check(threeBlocks().build());
        assertThat(report.findings()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.totalUnits()).isEqualTo(8);
        assertThat(report.allocatedUnits()).isEqualTo(3);
        assertThat(report.fragmentedUnits()).isEqualTo(2);
        assertThat(check(child().build()).findings()).isEmpty();
    }

    @Test
    void blocksThatAreNotInUseMayKeepTheirPlace() throws Exception {
        for (int state : new int[] {1, 2, 3, 5}) {
            assertThat(check(threeBlocks().entry(5, 5 * MIB | state).build()).findings())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x700006, not inside the file",
        "0x6, not inside the file",
        "0x7fffffffff00006, not inside the file",
        "0x100006, 'on top of an earlier block, a region, the log or the headers'",
        "0x200006, 'on top of an earlier block, a region, the log or the headers'",
        "0x300006, 'on top of an earlier block, a region, the log or the headers'",
        "0x500006, 'on top of an earlier block, a region, the log or the headers'",
        "0x4, of a state that is not defined"
    })
    void wrongEntries(String entry, String message) throws Exception {
        assertOnly(
                threeBlocks().entry(7, Long.decode(entry)).build(),
                Kind.CORRUPTION,
                "the entry of block 7 is " + entry + ", " + message);
    }

    @Test
    void aPartOfTheFileForNobody() throws Exception {
        assertOnly(
                threeBlocks().entry(5, 0).build(), Kind.LEAK, "nothing is said of 1 MiB of the file from 0x500000 on");
        byte[] whole = threeBlocks().build();
        CheckReport report = check(Arrays.copyOf(whole, whole.length + 4 * MIB));
        assertThat(report.leaks()).isEqualTo(4);
        assertThat(report.findings()).hasSize(1);
    }

    @Test
    void partialBlocksThatNothingDescribes() throws Exception {
        assertOnly(
                child().entry(4096, 0).entry(1, 5 * MIB | 6).build(), // its place goes to a block
                Kind.CORRUPTION,
                "block 2 is 0x400007, partially present, and its chunk has no sector bitmap");
        assertOnly(
                threeBlocks().entry(3, 4 * MIB | 7).build(),
                Kind.CORRUPTION,
                "block 3 is 0x400007, partially present on a disk that has no parent");
    }

    @Test
    void wrongEntriesOfBitmaps() throws Exception {
        assertOnly(
                child().entry(4096, 4 * MIB | 6).entry(1, 5 * MIB | 6).build(),
                Kind.CORRUPTION,
                "sector bitmap of chunk 0 is 0x400006, on top of something else");
        assertOnly(
                child().entry(4096, 64 * MIB | 6).entry(1, 5 * MIB | 6).build(),
                Kind.CORRUPTION,
                "sector bitmap of chunk 0 is 0x4000006, not inside the file");
    }

    @Test
    void brokenCopies() throws Exception {
        byte[] header = threeBlocks().build();
        header[HEADER_1 + 200]++;
        assertOnly(header, Kind.CORRUPTION, "header 1 has a wrong checksum");
        byte[] first = threeBlocks().build();
        first[REGIONS_1 + 2000]++;
        assertOnly(first, Kind.CORRUPTION, "region table 1 is damaged");
        byte[] second = threeBlocks().build();
        second[REGIONS_2 + 2000]++;
        assertOnly(second, Kind.CORRUPTION, "region table 2 has a wrong signature or checksum");
        assertOnly(
                threeBlocks().u32(REGIONS_2 + 2000, 1).build(),
                Kind.CORRUPTION,
                "region table 2 is not the same as region table 1");
    }

    @Test
    void aLogThatIsToBeReplayed() throws Exception {
        assertOnly(
                threeBlocks()
                        .dirty()
                        .log(0, 0, 1, 7 * MIB, 7 * MIB, new long[] {4 * MIB, 0, 9})
                        .build(),
                Kind.CORRUPTION,
                "its log was replayed in memory");
    }

    @Test
    void aLogOnTopOfARegion() throws Exception {
        CheckReport report =
                check(threeBlocks().u64(VhdxBuilder.HEADER_2 + 0x48, 2 * MIB).build());
        assertThat(report.findings().getFirst().message())
                .contains("the log (1048576 bytes at 0x200000) lies on top of");
        assertThat(report.corruptions()).isEqualTo(1);
        assertThat(report.leaks()).as("where the log was").isEqualTo(1);
    }

    @Test
    void aRegionThatIsNotKnownTakesItsPlace() throws Exception {
        assertThat(check(threeBlocks()
                                .entry(5, 0)
                                .region(2, new UUID(7, 7), 5 * MIB, MIB, 0)
                                .build())
                        .findings())
                .isEmpty();
    }
}
