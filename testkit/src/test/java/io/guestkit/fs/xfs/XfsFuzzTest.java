package io.guestkit.fs.xfs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.HostileWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Patches to a small file system that mkfs.xfs made: groups of five bytes, three for a position and two to write there. */
class XfsFuzzTest {

    /**
     * {@code mkfs.xfs -m crc=0 -b size=1024 -n size=1024 -d size=16m,agcount=1 -p}, with a few files, directories and links
     * of all forms, and attributes by xfs_db: without checksums, damage comes through.
     */
    private static final byte[] IMAGE = load();

    @FuzzTest
    void patched(byte[] input) {
        byte[] image = IMAGE.clone();
        for (int i = 0; i + 5 <= input.length; i += 5) {
            int at = ((input[i] & 0xff) << 16 | (input[i + 1] & 0xff) << 8 | input[i + 2] & 0xff) % (image.length - 1);
            image[at] = input[i + 3];
            image[at + 1] = input[i + 4];
        }
        BytesSource volume = new BytesSource(image);
        try {
            if (XfsDriver.INSTANCE.detect(volume).isPresent()) {
                HostileWalk.of(XfsDriver.INSTANCE.open(volume));
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    private static byte[] load() {
        try (InputStream packed = Objects.requireNonNull(XfsFuzzTest.class.getResourceAsStream("small.img.gz"));
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
