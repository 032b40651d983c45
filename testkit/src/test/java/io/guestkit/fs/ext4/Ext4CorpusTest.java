package io.guestkit.fs.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.FileSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged file systems that e2fsprogs keeps to test its repairs: each opens or is refused, soon and in little memory. */
@Tag("oracle")
class Ext4CorpusTest {

    static Stream<String> damaged() throws IOException {
        return Corpus.names("corrupt/ext").stream().filter(name -> name.contains(".image.") && !name.contains(".tar."));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "damaged file systems",
            verdict = "read as far as they go, or refused",
            referee = "specimens of e2fsprogs")
    void opensOrIsRefused(String name) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open(name);
                FileSource volume = FileSource.open(specimen.path())) {
            Optional<IOException> refusal = Bounded.run(Duration.ofSeconds(10), () -> {
                if (Ext4Driver.INSTANCE.detect(volume).isPresent()) {
                    HostileWalk.Result result = HostileWalk.of(Ext4Driver.INSTANCE.open(volume));
                    assertThat(result.nodes() + result.refusals()).isPositive();
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        }
    }
}
