package io.guestkit.image.vdi;

import static io.guestkit.image.vdi.VdiBuilder.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.CheckReport;
import io.guestkit.image.CheckReport.Finding.Kind;
import io.guestkit.image.ImageOpener;
import io.guestkit.io.BytesSource;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VdiCheckTest {

    private static CheckReport check(byte[] file) throws Exception {
        return VdiImage.open(new BytesSource(file), ImageOpener.NONE).check();
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

    private static VdiBuilder threeBlocks() {
        return new VdiBuilder(1).block(3, 1).block(9, 2).block(4, 3).u32(0x184, 3);
    }

    @Test
    void soundImages() throws Exception {
        CheckReport report = check(threeBlocks().build());
        assertThat(report.isClean()).isTrue();
        assertThat(report.totalUnits()).isEqualTo(VdiBuilder.BLOCKS);
        assertThat(report.allocatedUnits()).isEqualTo(3);
        assertThat(report.fragmentedUnits()).isEqualTo(2);
        assertThat(check(threeBlocks().entry(5, VdiBuilder.ZERO).build()).isClean())
                .isTrue();
        assertThat(check(new VdiBuilder(2)
                                .extra(512)
                                .block(0, 1)
                                .block(1, 2)
                                .u32(0x184, 2)
                                .build())
                        .isClean())
                .isTrue();
    }

    @Test
    void aBlockOutsideOfTheFile() throws Exception {
        assertOnly(
                threeBlocks().entry(20, 3).u32(0x184, 4).build(),
                Kind.CORRUPTION,
                "block 20 is stored block 3, which does not lie inside the file");
        byte[] whole = threeBlocks().build();
        assertOnly(
                Arrays.copyOf(whole, whole.length - 1),
                Kind.CORRUPTION,
                "block 4 is stored block 2, which does not lie inside the file");
        assertOnly(threeBlocks().entry(20, 0xfffffffd).u32(0x184, 4).build(), Kind.CORRUPTION, "block 20 is stored");
    }

    @Test
    void aBlockThatIsUsedTwice() throws Exception {
        assertOnly(
                threeBlocks().entry(20, 1).u32(0x184, 4).build(),
                Kind.CORRUPTION,
                "block 20 is stored block 1, which an earlier block is, too");
    }

    @Test
    void aWrongCount() throws Exception {
        assertOnly(threeBlocks().u32(0x184, 7).build(), Kind.CORRUPTION, "+0x184 is 7, the block map names 3");
    }

    @Test
    void blocksOfNoBody() throws Exception {
        assertOnly(
                threeBlocks().entry(9, VdiBuilder.FREE).u32(0x184, 2).build(),
                Kind.LEAK,
                "1 blocks of the file, from stored block 1 on");
        byte[] whole = threeBlocks().build();
        CheckReport report = check(Arrays.copyOf(whole, whole.length + 4 * BLOCK));
        assertThat(report.leaks()).isEqualTo(4);
        assertThat(report.findings()).hasSize(1);
    }
}
