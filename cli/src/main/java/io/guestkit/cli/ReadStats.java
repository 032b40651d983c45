package io.guestkit.cli;

import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is read of images, and tells. */
final class ReadStats implements Progress {

    private final long start = System.nanoTime();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder reads = new LongAdder();

    @Override
    public void advance(long delta) {
        bytes.add(delta);
        reads.increment();
    }

    /** @param images that were named; what lies below them counts as read, and not in their size */
    void print(List<Path> images, Streams streams) throws IOException {
        long size = 0;
        for (Path image : images) {
            size += Files.size(image);
        }
        streams.note("read %s in %d reads, %.2f %% of %s; %.2f s without the start of the JVM"
                .formatted(
                        Text.size(bytes.sum()),
                        reads.sum(),
                        size == 0 ? 0 : bytes.sum() * 100.0 / size,
                        Text.size(size),
                        (System.nanoTime() - start) / 1e9));
    }
}
