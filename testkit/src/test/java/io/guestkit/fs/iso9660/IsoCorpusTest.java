package io.guestkit.fs.iso9660;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.FileSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.ListingComparison;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specimens from other projects, and what bsdtar and blkid say of them. */
@Tag("oracle")
class IsoCorpusTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "discutils-apple-test.iso.gz",
                "la-test_read_format_iso_joliet_long.iso.gz",
                "la-test_read_format_iso_multi_extent.iso.gz",
                "la-test_read_format_iso_rockridge_rr_moved.iso.gz"
            })
    @Proves(area = "ISO 9660", feature = "files of several extents", referee = "bsdtar on specimens of libarchive")
    void isWhatItsListingSays(String name) throws Exception {
        List<Corpus.Entry> listing = Corpus.listing("fs/" + name + ".fs.listing.tsv");
        assertThat(listing).isNotEmpty();
        try (Corpus.Specimen specimen = Corpus.open("fs/" + name);
                FileSource volume = FileSource.open(specimen.path())) {
            assertThat(ListingComparison.differences(IsoDriver.INSTANCE.open(volume), listing, Set.of()))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            e2-iso.img.bz2
            ul-iso-joliet.img.xz
            ul-iso-rr-joliet.img.xz
            ul-iso-unicode-long-label.img.xz
            ul-iso-different-iso-joliet-label.img.xz
            """)
    void isWhatBlkidSays(String name) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/blkid/" + name);
                FileSource volume = FileSource.open(specimen.path())) {
            assertThat(IsoDriver.INSTANCE.detect(volume)).contains("iso9660");
            var info = IsoDriver.INSTANCE.open(volume).info();
            assertThat(info.label()).isEqualTo(blkid(specimen, "LABEL"));
            assertThat(info.uuid()).isEqualTo(blkid(specimen, "UUID"));
        }
    }

    private static Optional<String> blkid(Corpus.Specimen specimen, String field) {
        String answer = io.guestkit.testkit.Oracle.require("blkid")
                .ask("-p", "-o", "value", "-s", field, specimen.path())
                .text()
                .stripTrailing();
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }

    static Stream<String> damaged() throws IOException {
        return Corpus.names("corrupt/iso").stream();
    }

    @ParameterizedTest
    @MethodSource("damaged")
    @Proves(
            area = "ISO 9660",
            feature = "damaged file systems",
            verdict = "read as far as they go, or refused",
            referee = "specimens of libarchive")
    void opensOrIsRefused(String name) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open(name);
                FileSource volume = FileSource.open(specimen.path())) {
            Optional<IOException> refusal = Bounded.run(Duration.ofSeconds(20), () -> {
                if (IsoDriver.INSTANCE.detect(volume).isPresent()) {
                    HostileWalk.Result result = HostileWalk.of(IsoDriver.INSTANCE.open(volume));
                    assertThat(result.nodes() + result.refusals()).isPositive();
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        }
    }
}
