package io.guestkit.image.vmdk;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;

/** The first 16 bytes choose what is read and how, the rest is the image. Only IOExceptions may come out. */
class VmdkFuzzTest {

    private static final int MAX_READ = 1 << 20;
    private static final int MAX_RUNS = 10_000;

    private static final byte[] DESCRIPTOR =
            ("# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=2\nparentFileNameHint=\"b\"\n"
                            + "RW 70000 SPARSE \"x\"\nRW 10 ZERO\nRW 70000 FLAT \"x\" 3\n")
                    .getBytes(StandardCharsets.US_ASCII);

    /** Whatever extent is named is the input again; there is no parent. */
    private record Loop(byte[] content) implements ImageOpener {

        @Override
        public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
            throw new NoSuchFileException(reference);
        }

        @Override
        public BlockSource openFile(String reference) {
            return new BytesSource(content);
        }
    }

    @FuzzTest
    void anyBytes(byte[] input) {
        if (input.length < 16) {
            return;
        }
        ByteBuffer access = ByteBuffer.wrap(input, 0, 16);
        long position = access.getLong() & Long.MAX_VALUE;
        int length = (access.getInt() & Integer.MAX_VALUE) % MAX_READ;
        byte[] content = Arrays.copyOfRange(input, 16, input.length);
        boolean extent = (access.getInt() & 1) != 0;
        BytesSource source = new BytesSource(extent ? DESCRIPTOR : content);
        try {
            new VmdkDriver().detect(source);
            readAll(source, new Loop(content), position, length);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    private static void readAll(BytesSource source, ImageOpener opener, long position, int length) throws IOException {
        try (DiskImage image = new VmdkDriver().open(source, opener, ImageOptions.DEFAULT)) {
            if (image.size() == 0) {
                return;
            }
            long from = position % image.size();
            int runs = 0;
            for (long at = from; at < image.size() && runs < MAX_RUNS; runs++) {
                Run run = image.run(at, image.size() - at);
                if (run.position() != at || run.length() < 1 || run.end() > image.size()) {
                    throw new AssertionError(run + " for " + at + " of " + image.size());
                }
                at = run.end();
            }
            image.readBytes(from, (int) Math.min(length, image.size() - from));
        }
    }
}
