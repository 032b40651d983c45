package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {

    @ParameterizedTest
    @ValueSource(strings = {"fs/dfir-fat12.raw.gz", "fs/025-zstd-compression__compress.raw.xz"})
    void aSpecimenIsDecodedToWhatItWas(String name) throws Exception {
        String stated = Corpus.decodedSha256(name).orElseThrow();
        try (Corpus.Specimen specimen = Corpus.open(name);
                FileSource source = FileSource.open(specimen.path())) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < source.size(); at += 1 << 20) {
                hash.update(source.readBytes(at, (int) Math.min(1 << 20, source.size() - at)));
            }
            assertThat(HexFormat.of().formatHex(hash.digest())).isEqualTo(stated);
        }
    }

    @Test
    void everyCompressionIsKnown() throws IOException {
        for (String suffix : new String[] {".gz", ".xz", ".bz2", ".zst"}) {
            String name = Corpus.names("").stream()
                    .filter(each -> each.endsWith(suffix) && !each.contains("tar"))
                    .findFirst()
                    .orElseThrow();
            Corpus.Specimen specimen = Corpus.open(name);
            assertThat(specimen.temporary()).isTrue();
            assertThat(Files.size(specimen.path())).isPositive();
            specimen.close();
            assertThat(specimen.path()).doesNotExist();
        }
    }

    @Test
    void listingsAreRead() throws IOException {
        assertThat(Corpus.listing("fs/025-zstd-compression__compress.raw.xz.fs.listing.tsv"))
                .hasSize(4)
                .last()
                .satisfies(entry -> {
                    assertThat(entry.path()).isEqualTo("/zstd");
                    assertThat(entry.mode()).isEqualTo(0644);
                    assertThat(entry.size()).isEqualTo(204800);
                });
    }
}
