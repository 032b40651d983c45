package io.guestkit.fs.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A good file system in which fields are set to what no tool would write, checksums made right again. */
class BtrfsHostileTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final Mutable image = new Mutable();

    @Test
    void theGoodOneIsRead() throws IOException {
        image.walkWith(new TreeMap<>());
    }

    @Test
    @Proves(
            area = "btrfs",
            feature = "fields set to what no tool writes, checksums made right again",
            verdict = "refused in bounded time and heap",
            referee = "mutations of what mkfs.btrfs and the kernel wrote")
    void anyField() {
        Random random = new Random(1);
        for (int i = 0; i < 600; i++) {
            TreeMap<Integer, Byte> patches = new TreeMap<>();
            int block = random.nextInt(4) == 0 ? 0 : random.nextInt(image.blockCount());
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                // headers and keys are at the front
                int range = random.nextBoolean() ? 0x200 : image.usedLength(block);
                int offset = 0x20 + random.nextInt(range - 0x28);
                int width = 1 << random.nextInt(4);
                int kind = random.nextInt(3);
                for (int at = 0; at < width; at++) {
                    byte value = switch (kind) {
                        case 0 -> (byte) 0xff;
                        case 1 -> 0;
                        default -> (byte) (image.at(block, offset + at) + random.nextInt(3) - 1);
                    };
                    patches.put(block * Mutable.BLOCK + offset + at, value);
                }
            }
            try {
                Optional<IOException> refusal = Bounded.run(SOON, 256L << 20, () -> image.walkWith(patches));
                refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
            } catch (AssertionError e) {
                throw new AssertionError("block " + block + " patches " + patches, e);
            }
        }
    }
}
