package io.guestkit.fs.squashfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.FileSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.ListingComparison;
import io.guestkit.testkit.ListingComparison.Fact;
import io.guestkit.testkit.Proves;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specimens with listings of what the kernel's mount shows. */
@Tag("oracle")
class SquashfsCorpusTest {

    @ParameterizedTest
    @ValueSource(strings = {"gen-squashfs-gzip", "gen-squashfs-xz-noexport", "gen-squashfs-zstd"})
    void isWhatItsListingSays(String name) throws Exception {
        List<Corpus.Entry> listing = Corpus.listing("fs-generated/" + name + ".fs.listing.tsv");
        assertThat(listing).isNotEmpty();
        try (Corpus.Specimen specimen = Corpus.open("fs/generated/" + name + ".sqfs");
                FileSource volume = FileSource.open(specimen.path())) {
            assertThat(ListingComparison.differences(
                            SquashfsDriver.INSTANCE.open(volume), listing, EnumSet.allOf(Fact.class)))
                    .isEmpty();
        }
    }

    @Test
    @Proves(
            area = "SquashFS",
            feature = "versions 1 to 3",
            verdict = "refused by name",
            referee = "specimens of util-linux")
    void anOlderVersionIsRefusedByName() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/blkid/ul-squashfs3.img.xz");
                FileSource volume = FileSource.open(specimen.path())) {
            assertThat(SquashfsDriver.INSTANCE.detect(volume)).contains("squashfs3");
            assertThatThrownBy(() -> SquashfsDriver.INSTANCE.open(volume))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("version 3");
        }
    }
}
