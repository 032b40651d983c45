package io.guestkit.fs.exfat;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.FsInfo;
import io.guestkit.io.FileSource;
import io.guestkit.io.SliceSource;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.ListingComparison;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specimens from Windows and Linux, and what the Sleuth Kit and blkid say of them. */
@Tag("oracle")
class ExfatCorpusTest {

    @ParameterizedTest
    @CsvSource({"dfir-exfat_win.raw.gz, fs, 0", "dfir-exfat_lin_part.raw.gz, p1, 1048576"})
    @Proves(area = "exFAT", feature = "file systems of Windows and Linux", referee = "the Sleuth Kit on specimens")
    void isWhatItsListingSays(String name, String part, long offset) throws Exception {
        List<Corpus.Entry> listing = new ArrayList<>(Corpus.listing("fs/" + name + "." + part + ".listing.tsv"));
        // the Sleuth Kit shows metadata as files
        listing.removeIf(entry -> entry.path().startsWith("/$"));
        assertThat(listing).isNotEmpty();
        try (Corpus.Specimen specimen = Corpus.open("fs/" + name);
                FileSource disk = FileSource.open(specimen.path())) {
            SliceSource volume = new SliceSource(disk, offset, disk.size() - offset);
            // nor does it write out empty files
            assertThat(ListingComparison.differences(ExfatDriver.INSTANCE.open(volume), listing, Set.of()))
                    .allMatch(difference -> difference.contains(" is f 0 ") && difference.endsWith("expected nothing"));
        }
    }

    @Test
    void labelAndSerialNumberAreWhatBlkidSays() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/blkid/ul-exfat.img.xz");
                FileSource volume = FileSource.open(specimen.path())) {
            assertThat(ExfatDriver.INSTANCE.detect(volume)).contains("exfat");
            FsInfo info = ExfatDriver.INSTANCE.open(volume).info();
            assertThat(info.label()).isEqualTo(blkid(specimen, "LABEL"));
            assertThat(info.uuid()).isEqualTo(blkid(specimen, "UUID"));
        }
    }

    private static Optional<String> blkid(Corpus.Specimen specimen, String field) {
        String answer = Oracle.require("blkid")
                .ask("-p", "-o", "value", "-s", field, specimen.path())
                .text()
                .stripTrailing();
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }
}
