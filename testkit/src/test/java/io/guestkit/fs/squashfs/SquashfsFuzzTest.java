package io.guestkit.fs.squashfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.HostileWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Patches to small file systems, which {@code make-images.sh} beside them makes. */
class SquashfsFuzzTest {

    private static final byte[][] IMAGES = {load("plain"), load("gzip")};

    /** The first byte chooses the image, every following four bytes are a position and what to write there. */
    @FuzzTest
    void patched(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] image = IMAGES[(input[0] & 0xff) % IMAGES.length].clone();
        for (int i = 1; i + 4 <= input.length; i += 4) {
            int at = ((input[i] & 0xff) << 8 | input[i + 1] & 0xff) % (image.length - 1);
            image[at] = input[i + 2];
            image[at + 1] = input[i + 3];
        }
        BytesSource volume = new BytesSource(image);
        try {
            if (SquashfsDriver.INSTANCE.detect(volume).isPresent()) {
                HostileWalk.of(SquashfsDriver.INSTANCE.open(volume));
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    private static byte[] load(String name) {
        try (InputStream packed = Objects.requireNonNull(SquashfsFuzzTest.class.getResourceAsStream(name + ".img.gz"));
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
