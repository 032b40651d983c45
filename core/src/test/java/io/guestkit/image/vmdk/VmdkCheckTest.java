package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A good image, and one thing at a time that is wrong with it. */
class VmdkCheckTest {

    private static SparseBuilder plain() {
        return SparseBuilder.monolithic(400).grain(0, 1).grain(7, 2).grain(150, 3);
    }

    private static SparseBuilder stream() {
        return SparseBuilder.monolithic(400).stream()
                .compressed(0, new byte[SparseBuilder.GRAIN])
                .compressed(150, new byte[SparseBuilder.GRAIN]);
    }

    private static CheckReport check(byte[] image) throws IOException {
        try (DiskImage disk = new VmdkDriver().open(new BytesSource(image), ImageOpener.NONE, ImageOptions.DEFAULT)) {
            return disk.check();
        }
    }

    private static void assertOnly(byte[] image, String message) throws IOException {
        CheckReport report = check(image);
        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).message()).contains(message);
        assertThat(report.findings().get(0).kind()).isEqualTo(CheckReport.Finding.Kind.CORRUPTION);
        assertThat(report.corruptions()).isEqualTo(1);
    }

    @Test
    void goodOnes() throws IOException {
        CheckReport report = check(plain().build());
        assertThat(report.findings()).isEmpty();
        assertThat(report.totalUnits()).isEqualTo(200);
        assertThat(report.allocatedUnits()).isEqualTo(3);
        assertThat(report.fragmentedUnits()).isZero();
        assertThat(report.imageEnd()).hasValue(12 * 512);
        report = check(stream().build());
        assertThat(report.findings()).isEmpty();
        assertThat(report.compressedUnits()).isEqualTo(2);
    }

    @Test
    void aGrainOutsideOfTheFile() throws IOException {
        assertOnly(plain().entry(9, 12).build(), "grain for position 9216 is at 0x1800 of the file");
        assertOnly(plain().entry(9, 11).build(), "grain for position 9216 is at 0x1600 of the file");
    }

    @Test
    void twoGrainsInOnePlace() throws IOException {
        assertOnly(plain().entry(9, 8).build(), "0x1000 of the file is used by two grains");
    }

    @Test
    void aGrainInATable() throws IOException {
        assertOnly(plain().entry(9, 4).build(), "0x800 of the file is used by a grain, and by");
    }

    @Test
    void aGrainInTheHeader() throws IOException {
        byte[] image = plain().build();
        image[4 * 512 + 9 * 4] = 1; // the sector of the descriptor, which no table owns, and the one behind
        assertThat(check(image).findings()).isEmpty();
        image[3 * 512] = 0; // the first table is away, and so are its two grains
        assertThat(check(image).leaks()).isEqualTo(2);
    }

    @Test
    void directoryEntries() throws IOException {
        SparseBuilder one = SparseBuilder.monolithic(400).grain(0, 1);
        assertOnly(one.directory(1, 4).build(), "entry 1 leads to the grain table at 0x800");
        assertOnly(one.directory(1, 5000).build(), "grain directory: entry 1:");
        assertThat(check(one.directory(1, 3).build()).findings()) // and what follows from reading a table there
                .anyMatch(finding -> finding.message().contains("used twice by header, directories and tables"));
    }

    @Test
    void grainsThatNoTableNames() throws IOException {
        CheckReport report = check(plain().entry(7, 0).build());
        assertThat(report.corruptions()).isZero();
        assertThat(report.leaks()).isEqualTo(1);
        assertThat(report.findings().get(0).message()).contains("1 grains at 0x1000");
    }

    @Test
    void markersOfCompressedGrains() throws IOException {
        byte[] image = stream().build();
        int grain = SparseBuilder.FIRST_GRAIN * 512;
        image[grain] = 2;
        assertOnly(image, "grain for position 0 is marked as that for sector 2");
        image = stream().build();
        image[grain + 10] = 1;
        assertOnly(image, "is marked as 655");
    }

    @Test
    void redundantTables() throws IOException {
        byte[] image = Arrays.copyOf(plain().build(), 12 * 512 + 3 * 512);
        // behind the grains: a directory and two tables
        image[0x08] |= 2;
        image[0x30] = 12;
        image[12 * 512] = 13;
        image[12 * 512 + 4] = 14;
        System.arraycopy(image, 4 * 512, image, 13 * 512, 2 * 512);
        assertThat(check(image).corruptions()).isZero();
        image[14 * 512 + 3] = 1;
        CheckReport report = check(image);
        assertThat(report.corruptions()).isEqualTo(1);
        assertThat(report.findings().get(0).message()).contains("redundant grain table 1 differs", "entry 0");
    }
}
