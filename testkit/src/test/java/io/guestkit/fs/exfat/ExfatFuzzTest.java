package io.guestkit.fs.exfat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.fs.FileSystemDriver;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.HostileWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Patches to small file systems, which {@code make-images.sh} beside them makes. */
class ExfatFuzzTest {

    private static final FileSystemDriver DRIVER = ExfatDriver.INSTANCE;

    private static final byte[][] IMAGES = {load("small")};

    /** The first byte chooses the image, every following five bytes are a position and what to write there. */
    @FuzzTest
    void patched(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] image = IMAGES[(input[0] & 0xff) % IMAGES.length].clone();
        for (int i = 1; i + 5 <= input.length; i += 5) {
            int at = ((input[i] & 0xff) << 16 | (input[i + 1] & 0xff) << 8 | input[i + 2] & 0xff) % (image.length - 1);
            image[at] = input[i + 3];
            image[at + 1] = input[i + 4];
        }
        BytesSource volume = new BytesSource(image);
        try {
            if (DRIVER.detect(volume).isPresent()) {
                HostileWalk.of(DRIVER.open(volume));
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    /** Fields at their extremes, where the structures are; checksums are right again for every other one. */
    @Test
    void fieldsAtTheirExtremes() {
        int[] values = {0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff};
        Random random = new Random(20260104);
        for (int round = 0; round < 1200; round++) {
            byte[] image = IMAGES[round % IMAGES.length].clone();
            int[] places = places(image);
            StringBuilder what = new StringBuilder();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = places[random.nextInt(places.length)];
                int value = values[random.nextInt(values.length)];
                for (int j = random.nextInt(4); j >= 0; j--) {
                    image[at + j] = (byte) (value >> 8 * j);
                }
                what.append(" +0x").append(Integer.toHexString(at)).append('=').append(value);
            }
            BytesSource volume = new BytesSource(round % 2 == 0 ? image : sealed(image));
            try {
                Bounded.run(Duration.ofSeconds(20), () -> {
                    if (DRIVER.detect(volume).isPresent()) {
                        HostileWalk.of(DRIVER.open(volume));
                    }
                });
            } catch (AssertionError e) {
                throw new AssertionError(what.toString(), e);
            }
        }
    }

    @Test
    void theImagesAreFineAsTheyAre() throws IOException {
        for (byte[] image : IMAGES) {
            HostileWalk.Result result = HostileWalk.of(DRIVER.open(new BytesSource(image)));
            assertThat(result.refusals()).isZero();
            assertThat(result.nodes()).isGreaterThan(4);
        }
    }

    /** Positions that hold something, the empty space left out. */
    private static int[] places(byte[] image) {
        return IntStream.range(0, image.length - 4).filter(i -> image[i] != 0).toArray();
    }

    /** The checksums of the boot region and of the sets of entries. */
    private static byte[] sealed(byte[] image) {
        int sum = 0;
        for (int i = 0; i < 11 * 512; i++) {
            sum = i == 0x6a || i == 0x6b || i == 0x70 ? sum : Checksum.add32(sum, image[i] & 0xff);
        }
        for (int i = 0; i < 512; i++) {
            image[11 * 512 + i] = (byte) (sum >> i % 4 * 8);
        }
        for (int at = 24 * 512; at + EntrySet.ENTRY <= image.length; at += EntrySet.ENTRY) {
            int length = ((image[at + 1] & 0xff) + 1) * EntrySet.ENTRY;
            if ((image[at] & 0xff) == EntrySet.FILE && at + length <= image.length) {
                int set = 0;
                for (int i = 0; i < length; i++) {
                    set = i == 2 || i == 3 ? set : Checksum.add16(set, image[at + i] & 0xff);
                }
                image[at + 2] = (byte) set;
                image[at + 3] = (byte) (set >> 8);
            }
        }
        return image;
    }

    private static byte[] load(String name) {
        try (InputStream packed = Objects.requireNonNull(ExfatFuzzTest.class.getResourceAsStream(name + ".img.gz"));
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
