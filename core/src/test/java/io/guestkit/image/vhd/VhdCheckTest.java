package io.guestkit.image.vhd;

import static io.guestkit.image.vhd.VhdBuilder.BLOCK;
import static io.guestkit.image.vhd.VhdBuilder.FIRST;
import static io.guestkit.image.vhd.VhdBuilder.SECTOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.CheckReport;
import io.guestkit.image.CheckReport.Finding.Kind;
import io.guestkit.image.ImageOpener;
import io.guestkit.io.BytesSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VhdCheckTest {

    private static final int STRIDE = SECTOR + BLOCK;
    private static final long DISK = 32L * BLOCK;

    private static CheckReport check(byte[] file) throws Exception {
        return VhdImage.open(new BytesSource(file), ImageOpener.NONE).check();
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

    private static VhdBuilder threeBlocks() {
        return new VhdBuilder(VhdFooter.DYNAMIC, DISK).block(3, 1).block(9, 2).block(4, 3);
    }

    private static VhdBuilder child() {
        return new VhdBuilder(VhdFooter.DIFFERENCING, DISK)
                .parent(new UUID(1, 2), "base.vhd")
                .locator(0, ParentLocator.RELATIVE_UNICODE, "base.vhd".getBytes(StandardCharsets.UTF_16LE))
                .block(7, 1, 0x81);
    }

    @Test
    void soundDisks() throws Exception {
        CheckReport report = check(threeBlocks().build());
        assertThat(report.isClean()).isTrue();
        assertThat(report.totalUnits()).isEqualTo(32);
        assertThat(report.allocatedUnits()).isEqualTo(3);
        assertThat(check(child().build()).isClean()).isTrue();
        assertThat(check(VhdBuilder.fixed(new byte[8 * SECTOR]).build()).isClean())
                .isTrue();
    }

    @Test
    void aBlockOutsideOfTheFile() throws Exception {
        int end = (FIRST + 3 * STRIDE) / SECTOR;
        assertOnly(threeBlocks().entry(20, end).build(), Kind.CORRUPTION, "entry 20 is sector 0x");
        assertOnly(threeBlocks().entry(20, 0xfffffffe).build(), Kind.CORRUPTION, "does not end before the footer");
    }

    @Test
    void aBlockOnTopOfAStructure() throws Exception {
        assertOnly(threeBlocks().entry(20, 0).build(), Kind.CORRUPTION, "on top of the copy of the footer");
        assertOnly(threeBlocks().entry(20, 2).build(), Kind.CORRUPTION, "on top of the header");
        assertOnly(threeBlocks().entry(20, 3).build(), Kind.CORRUPTION, "on top of the block allocation table");
        CheckReport onLocator = check(child().entry(7, FIRST / SECTOR).build());
        assertThat(onLocator.findings().getFirst().message()).contains("on top of parent locator W2ru");
        assertThat(onLocator.corruptions()).isEqualTo(1);
    }

    @Test
    void blocksOnTopOfEachOther() throws Exception {
        assertOnly(
                threeBlocks().entry(20, (FIRST + STRIDE) / SECTOR).build(),
                Kind.CORRUPTION,
                "entry 20 is sector 0xd, inside of block 9");
        CheckReport oneSector =
                check(threeBlocks().entry(9, (FIRST + STRIDE) / SECTOR - 1).build());
        assertThat(oneSector.corruptions()).isEqualTo(1);
    }

    @Test
    void aBlockOfNobody() throws Exception {
        assertOnly(threeBlocks().entry(9, -1).build(), Kind.LEAK, STRIDE + " bytes of the file at 0x");
        assertOnly(threeBlocks().entry(4, -1).build(), Kind.LEAK, STRIDE + " bytes of the file at 0x");
    }

    @Test
    void footersThatAreBrokenOrDiffer() throws Exception {
        byte[] start = threeBlocks().build();
        start[0x30]++;
        assertOnly(start, Kind.CORRUPTION, "the copy of the footer at the start of the file has a wrong checksum");
        byte[] end = threeBlocks().build();
        end[end.length - SECTOR + 0x30]++;
        assertOnly(end, Kind.CORRUPTION, "the footer at the end has a wrong checksum");
        byte[] other = threeBlocks().id(new UUID(5, 6)).build();
        byte[] differ = threeBlocks().build();
        System.arraycopy(other, 0, differ, 0, SECTOR);
        assertOnly(differ, Kind.CORRUPTION, "differs from its copy");
        assertOnly(
                Arrays.copyOf(threeBlocks().build(), FIRST + 3 * STRIDE),
                Kind.CORRUPTION,
                "the footer at the end is missing");
    }

    @Test
    void aHeaderWithAWrongChecksum() throws Exception {
        byte[] file = threeBlocks().build();
        file[SECTOR + 0x3ff]++;
        assertOnly(file, Kind.CORRUPTION, "the dynamic disk header has a wrong checksum");
    }

    @Test
    void aLocatorOfAKindThatNobodyReadsOutsideOfTheFile() throws Exception {
        VhdBuilder child = child().header64(0x240 + 24 + 16, 1 << 30);
        child.header(0x240 + 24, 0x4d616320).header(0x240 + 24 + 8, 100); // "Mac "
        assertOnly(child.build(), Kind.CORRUPTION, "parent locator Mac  (100 bytes at 0x40000000)");
    }

    @Test
    void aFixedDiskThatWasCut() throws Exception {
        byte[] file = VhdBuilder.fixed(new byte[8 * SECTOR]).build();
        assertThat(check(Arrays.copyOfRange(file, SECTOR, file.length)).corruptions())
                .isEqualTo(1);
    }
}
