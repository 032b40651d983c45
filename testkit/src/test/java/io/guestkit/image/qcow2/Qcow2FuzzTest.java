package io.guestkit.image.qcow2;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.Run;
import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The first 16 bytes choose where and how much is read, the rest is the image. Only IOExceptions may come out. */
class Qcow2FuzzTest {

    private static final int MAX_READ = 1 << 20;
    private static final int MAX_RUNS = 10_000;

    @FuzzTest
    void anyBytes(byte[] input) {
        if (input.length < 16) {
            return;
        }
        ByteBuffer access = ByteBuffer.wrap(input, 0, 16);
        long position = access.getLong() & Long.MAX_VALUE;
        int length = (access.getInt() & Integer.MAX_VALUE) % MAX_READ;
        Optional<String> snapshot = (access.getInt() & 1) == 0 ? Optional.empty() : Optional.of("1");
        BytesSource source = new BytesSource(Arrays.copyOfRange(input, 16, input.length));
        try (DiskImage image = new Qcow2Driver().open(source, ImageOpener.NONE, new ImageOptions(snapshot))) {
            if (image.size() == 0) {
                return;
            }
            position %= image.size();
            image.check();
            readRuns(image, position);
            image.readBytes(position, (int) Math.min(length, image.size() - position));
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    private static void readRuns(DiskImage image, long position) throws IOException {
        int runs = 0;
        for (long at = position; at < image.size() && runs < MAX_RUNS; runs++) {
            Run run = image.run(at, image.size() - at);
            if (run.position() != at || run.length() < 1 || run.end() > image.size()) {
                throw new AssertionError(run + " for " + at + " of " + image.size());
            }
            at = run.end();
        }
    }
}
