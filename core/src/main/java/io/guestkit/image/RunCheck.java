package io.guestkit.image;

import io.guestkit.io.BlockSource;
import io.guestkit.io.DiskException;
import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The part of a check that every format has: each stored stretch of the disk lies inside its file, and no two of them on
 * the same bytes. It sees an image through its runs and nothing else.
 */
final class RunCheck {

    /** Where an image states no unit. */
    private static final long STEP = 64 << 10;

    private final DiskImage image;
    private final long unit;
    private final CheckReport.Builder report;
    private final Map<BlockSource, Spans> files = new IdentityHashMap<>();
    private long lastEnd = -1;

    RunCheck(DiskImage image, CheckReport.Builder report) {
        this.image = image;
        this.unit = image.info().clusterSize().orElse(STEP);
        this.report = report;
    }

    void check() throws IOException {
        long size = image.size();
        report.totalUnits((size - 1) / unit + 1); // 0 for 0: division rounds towards zero
        for (long at = 0; at < size; ) {
            try {
                Run run = image.run(at, size - at);
                add(run);
                at = run.end();
            } catch (DiskException e) {
                report.corruption("guest position %d: %s".formatted(at, e.getMessage()));
                at = at < size - unit ? (at / unit + 1) * unit : size;
            }
        }
        for (Map.Entry<BlockSource, Spans> file : files.entrySet()) {
            file.getValue().findOverlaps();
        }
    }

    private void add(Run run) throws IOException {
        switch (run) {
            case Run.Data data -> stored(data, data.file(), data.fileOffset(), data.length(), false);
            case Run.Compressed part -> stored(part, part.file(), part.fileOffset(), part.storedLength(), true);
            case Run.Zero zero -> {
                // nothing is stored
            }
            case Run.Unallocated hole -> {
                // nothing is stored
            }
        }
    }

    private void stored(Run run, BlockSource file, long offset, long length, boolean compressed) {
        if (!compressed && (offset < 0 || offset > file.size() - length)) {
            report.corruption("guest position %d: %d bytes at 0x%x of the file, which ends at 0x%x"
                    .formatted(run.position(), length, offset, file.size()));
            return;
        }
        long units = Math.max(1, (run.length() + unit - 1) / unit);
        for (long i = 0; i < units; i++) {
            report.unit(compressed, i == 0 && lastEnd >= 0 && lastEnd != offset);
        }
        lastEnd = offset + length;
        // what a compressed unit is said to take may reach into its neighbour
        files.computeIfAbsent(file, key -> new Spans()).add(offset, compressed ? 1 : length, run.position());
    }

    /** The stored stretches of one file. */
    private final class Spans {
        /** Start, end and guest position of each, in turns. */
        private long[] spans = new long[300];

        private int used;

        void add(long offset, long length, long position) {
            if (used >= 3 && spans[used - 2] == offset) {
                spans[used - 2] = offset + length;
                return;
            }
            if (used == spans.length) {
                spans = Arrays.copyOf(spans, used * 2);
            }
            spans[used++] = offset;
            spans[used++] = offset + length;
            spans[used++] = position;
        }

        void findOverlaps() {
            Integer[] order = new Integer[used / 3];
            Arrays.setAll(order, i -> i * 3);
            Arrays.sort(order, (one, other) -> Long.compare(spans[one], spans[other]));
            int furthest = -1;
            for (int span : order) {
                if (furthest >= 0 && spans[span] < spans[furthest + 1]) {
                    report.corruption("guest positions %d and %d are both stored at 0x%x of the file"
                            .formatted(spans[furthest + 2], spans[span + 2], spans[span]));
                }
                if (furthest < 0 || spans[span + 1] > spans[furthest + 1]) {
                    furthest = span;
                }
            }
        }
    }
}
