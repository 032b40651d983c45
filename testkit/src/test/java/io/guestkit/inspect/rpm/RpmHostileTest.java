package io.guestkit.inspect.rpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases of rpm in which bytes and words are what nobody wrote: an answer or a refusal, soon and in little memory. */
@Tag("oracle")
class RpmHostileTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long HEAP = 512L << 20;
    private static final int[] EXTREMES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00010000, 0x01000000};

    @ParameterizedTest
    @CsvSource({"SQLITE, sqlite", "SQLITE, wal", "BERKELEY, hash", "BERKELEY, hash-be", "BERKELEY, btree"})
    @Proves(
            area = "rpm",
            feature = "databases with any field at its extremes",
            referee = "time and memory",
            verdict = "refused by name")
    void anAnswerOrARefusal(RpmDatabase kind, String root) throws IOException {
        Path file =
                Fixtures.of("rpm-roots").resolve(root).resolve("var/lib/rpm").resolve(kind.fileName());
        byte[] good = Files.readAllBytes(file);
        Path log = file.resolveSibling(kind.fileName() + "-wal");
        BlockSource beside = Files.exists(log) ? new BytesSource(Files.readAllBytes(log)) : null;
        Random random = new Random(17);
        int refused = 0;
        int step = root.equals("hash-be") ? 512 : 4096;
        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                // the front of a page has most of what leads to other pages
                int page = random.nextInt(good.length / step) * step;
                int at = page + (random.nextInt(4) == 0 ? random.nextInt(step - 4) : random.nextInt(128));
                ByteBuffer.wrap(bad).putInt(at, EXTREMES[random.nextInt(EXTREMES.length)]);
            }
            refused += Bounded.run(SOON, HEAP, () -> RpmDatabases.headers(kind, new BytesSource(bad), beside, null))
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"SQLITE, sqlite", "BERKELEY, hash"})
    void aDatabaseThatIsCutIsRefused(RpmDatabase kind, String root) throws IOException {
        Path file =
                Fixtures.of("rpm-roots").resolve(root).resolve("var/lib/rpm").resolve(kind.fileName());
        byte[] good = Files.readAllBytes(file);
        for (int part = 1; part < 8; part++) {
            byte[] cut = java.util.Arrays.copyOf(good, good.length / 8 * part);
            assertThat(Bounded.run(SOON, HEAP, () -> RpmDatabases.headers(kind, new BytesSource(cut), null, null)))
                    .as("%d eighths", part)
                    .isPresent();
        }
    }
}
