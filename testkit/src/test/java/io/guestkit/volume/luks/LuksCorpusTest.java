package io.guestkit.volume.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.fat.FatDriver;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuksCorpusTest {

    private static final String FOLDER = "volume/luks/";

    static List<String> withKeyFile() throws IOException {
        List<String> all = Corpus.names("volume/luks").stream()
                .filter(name -> name.contains("luks1_") && !name.contains("lrw"))
                .toList();
        assertThat(all).hasSizeGreaterThan(8);
        return all;
    }

    @Proves(
            area = "luks",
            feature = "LUKS1 of aes, serpent, twofish with sha1, sha256, whirlpool",
            referee = "cryptsetup's images")
    @ParameterizedTest
    @MethodSource
    void withKeyFile(String name) throws IOException {
        byte[] key = Files.readAllBytes(Corpus.folder().resolve(FOLDER + "keyfile1"));
        try (Corpus.Specimen specimen = Corpus.open(name);
                OpenedLuks luks = OpenedLuks.open(specimen.path(), key)) {
            assertThat(FatDriver.INSTANCE.detect(luks.volume())).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({"cryptsetup-compatimage.img.xz, 1, 9711616", "cryptsetup-compatimage2.img.xz, 2, 512"})
    void compatible(String name, int version, long size) throws IOException {
        try (Corpus.Specimen specimen = Corpus.open(FOLDER + name);
                OpenedLuks luks = OpenedLuks.open(specimen.path(), "compatkey")) {
            assertThat(luks.header().version()).isEqualTo(version);
            assertThat(luks.volume().size()).isEqualTo(size);
        }
    }

    @Test
    void lrwIsRefusedByName() throws IOException {
        byte[] key = Files.readAllBytes(Corpus.folder().resolve(FOLDER + "keyfile1"));
        try (Corpus.Specimen specimen = Corpus.open(FOLDER + "luks1_aes-lrw-plain64-sha1.img.xz")) {
            assertThatThrownBy(() -> OpenedLuks.open(specimen.path(), key))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("mode lrw");
        }
    }

    @Proves(area = "luks", feature = "damaged headers", referee = "cryptsetup's images", verdict = "refused by name")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keyslot_overlap",
                "payload_overwrite",
                "stripes_payload_dmg",
            })
    void evil(String name) throws IOException {
        try (Corpus.Specimen specimen = Corpus.open("corrupt/luks/cryptsetup-evil_hdr-" + name + ".xz")) {
            assertThatThrownBy(() -> OpenedLuks.open(specimen.path(), "any"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("luks1 header: ");
        }
    }
}
