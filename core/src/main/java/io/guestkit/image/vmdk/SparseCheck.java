package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.io.BlockSource;
import io.guestkit.io.DiskException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks the structure of one sparse extent: that directory, tables and grains lie in the file and nowhere twice, that the
 * redundant tables are copies, that compressed grains are what their markers say, and that a stream ends as it should.
 */
final class SparseCheck {

    private static final int DIRECTORY_PIECE = 2048;

    private final GrainLayout layout;
    private final BlockSource file;
    private final GrainWords words;
    private final String prefix;
    private final CheckReport.Builder report;
    private final TableCache tables;
    private final FileSpans metadata = new FileSpans();
    private final FileSpans grains = new FileSpans();
    /** Where tables are, so that a small file cannot have the same one looked at over and over. */
    private final Set<Long> seen = new HashSet<>();

    private int complaints;
    private long lastEnd = -1;

    /** @param prefix of messages: which extent it is, if there are several */
    SparseCheck(GrainLayout layout, String prefix, CheckReport.Builder report) {
        this.layout = layout;
        this.file = layout.file();
        this.words = layout.words();
        this.prefix = prefix;
        this.report = report;
        this.tables = new TableCache(file, words.bytes());
    }

    void check() throws IOException {
        metadata.add(0, 1);
        directory(layout.directoryOffset());
        if (layout.redundantOffset() != 0) {
            directory(layout.redundantOffset());
        }
        for (long piece = 0; piece < layout.directoryEntries(); piece += DIRECTORY_PIECE) {
            int count = (int) Math.min(DIRECTORY_PIECE, layout.directoryEntries() - piece);
            long[] primary = directoryPiece(layout.directoryOffset(), piece, count);
            long[] redundant = layout.redundantOffset() == 0
                    ? new long[0]
                    : directoryPiece(layout.redundantOffset(), piece, count);
            for (int i = 0; i < primary.length; i++) {
                long[] table = table("grain directory", piece + i, primary[i]);
                grains(table, piece + i);
                if (redundant.length > i) {
                    redundant(table, piece + i, primary[i], redundant[i]);
                }
            }
        }
        if (layout.storage() == GrainLayout.Storage.MARKED) {
            stream();
        }
        summary();
    }

    private void directory(long offset) throws UnsupportedFeatureException {
        addSpan(metadata, offset, layout.directoryEntries() * words.bytes());
    }

    private void addSpan(FileSpans spans, long offset, long bytes) throws UnsupportedFeatureException {
        long first = offset / SparseHeader.SECTOR;
        spans.add(first, (offset + bytes + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR - first);
    }

    private long[] directoryPiece(long offset, long piece, int count) throws IOException {
        try {
            return tables.words("grain directory", offset + piece * words.bytes(), count);
        } catch (DiskException e) {
            corruption("%s", String.valueOf(e.getMessage()));
            return new long[0];
        }
    }

    /** The table that a word of the directory stands for; empty if there is none, or none that can be read. */
    private long[] table(String what, long number, long word) throws IOException {
        try {
            long offset = words.tableOffset(word);
            if (offset == 0) {
                return new long[0];
            }
            if (!seen.add(offset)) {
                corruption(
                        "%s: entry %d leads to the grain table at 0x%x, as another entry does", what, number, offset);
                return new long[0];
            }
            long left = layout.capacity() - number * layout.tableCoverage();
            int count = (int) Math.min(layout.tableEntries(), (left + layout.grainBytes() - 1) / layout.grainBytes());
            long[] table = tables.words("grain table", offset, count);
            addSpan(metadata, offset, (long) count * words.bytes());
            return table;
        } catch (DiskException e) {
            corruption("%s: entry %d: %s", what, number, String.valueOf(e.getMessage()));
            return new long[0];
        }
    }

    private void redundant(long[] table, long number, long primaryWord, long word) throws IOException {
        if (word == primaryWord) {
            if (word != 0) {
                corruption("redundant grain directory: entry %d leads to the primary table", number);
            }
            return;
        }
        long[] copy = table("redundant grain directory", number, word);
        if (copy.length > 0 && table.length > 0 && !Arrays.equals(table, copy)) {
            corruption(
                    "redundant grain table %d differs from the primary one, first in entry %d",
                    number, Arrays.mismatch(table, copy));
        } else if ((word == 0) != (primaryWord == 0)) {
            corruption("grain table %d has no redundant one, or only that", number);
        }
    }

    private void grains(long[] table, long number) throws IOException {
        for (int i = 0; i < table.length; i++) {
            long inside = number * layout.tableCoverage() + i * layout.grainBytes();
            try {
                if (words.kind(table[i]) == GrainWords.Kind.DATA) {
                    grain(words.grainOffset(table[i]), inside);
                }
            } catch (DiskException e) {
                corruption("%s", String.valueOf(e.getMessage()));
            }
        }
    }

    private void grain(long offset, long inside) throws IOException {
        boolean compressed = layout.storage() != GrainLayout.Storage.PLAIN;
        long length = compressed ? 1 : Math.min(layout.grainBytes(), layout.capacity() - inside);
        if (offset >= file.size() || length > file.size() - offset) {
            corruption(
                    "the grain for position %d is at 0x%x of the file, which ends at 0x%x",
                    inside, offset, file.size());
            return;
        }
        if (layout.storage() == GrainLayout.Storage.MARKED) {
            StructView marker = StructView.littleEndian("VMDK grain marker", file, offset, Marker.GRAIN_BYTES);
            long lba = marker.bits64(0x00);
            length = Marker.GRAIN_BYTES + marker.u32(0x08);
            if (lba != inside / SparseHeader.SECTOR) {
                corruption("the grain for position %d is marked as that for sector %d", inside, lba);
            }
            if (length == Marker.GRAIN_BYTES || length > file.size() - offset) {
                corruption(
                        "the grain for position %d, at 0x%x of the file, is marked as %d bytes",
                        inside, offset, length - Marker.GRAIN_BYTES);
                return;
            }
        }
        report.unit(compressed, lastEnd >= 0 && roundUp(lastEnd) != offset);
        lastEnd = offset + length;
        addSpan(grains, offset, length);
    }

    private static long roundUp(long offset) {
        return (offset + SparseHeader.SECTOR - 1) & -SparseHeader.SECTOR;
    }

    /** A stream whose header has no directory ends with a footer between its marker and the end-of-stream marker. */
    private void stream() throws IOException {
        StructView header = StructView.littleEndian("VMDK sparse header", file, 0, SparseHeader.SECTOR);
        if (header.bits64(0x38) != SparseHeader.GD_AT_END) {
            return;
        }
        long last = (file.size() + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR - 1;
        StructView footer = StructView.littleEndian(
                "VMDK footer marker", file, (last - 2) * SparseHeader.SECTOR, SparseHeader.SECTOR);
        if (!Marker.FOOTER.isAt(footer)) {
            corruption("the footer has no marker in front of it");
        }
        addSpan(metadata, (last - 2) * SparseHeader.SECTOR, 2 * SparseHeader.SECTOR);
        if (file.size() % SparseHeader.SECTOR != 0
                || !Marker.END_OF_STREAM.isAt(StructView.littleEndian(
                        "VMDK end-of-stream marker", file, last * SparseHeader.SECTOR, SparseHeader.SECTOR))) {
            corruption("the stream has no end marker");
        }
    }

    private void summary() {
        metadata.sort();
        grains.sort();
        metadata.overlaps(sector -> corruption(
                "0x%x of the file is used twice by header, directories and tables", sector * SparseHeader.SECTOR));
        grains.overlaps(sector -> corruption("0x%x of the file is used by two grains", sector * SparseHeader.SECTOR));
        grains.overlaps(
                metadata,
                sector -> corruption(
                        "0x%x of the file is used by a grain, and by the header, a directory or a table",
                        sector * SparseHeader.SECTOR));
        if (layout.firstGrain() > 0) {
            long grainSectors = layout.grainBytes() / SparseHeader.SECTOR;
            grains.gaps(
                    layout.firstGrain() / SparseHeader.SECTOR, file.size() / SparseHeader.SECTOR, (sector, length) -> {
                        long units = length / grainSectors; // what is less than a grain is padding
                        if (units > 0) {
                            report.leak(
                                    "%s%d grains at 0x%x of the file are used by nothing"
                                            .formatted(prefix, units, sector * SparseHeader.SECTOR),
                                    units);
                        }
                    });
        }
        report.imageEnd(Math.max(metadata.end(), grains.end()) * SparseHeader.SECTOR);
    }

    /** Beyond those that are kept, words cost more than they say. */
    private void corruption(String message, Object... arguments) {
        report.corruption(complaints++ < CheckReport.MAX_FINDINGS ? prefix + message.formatted(arguments) : "");
    }
}
