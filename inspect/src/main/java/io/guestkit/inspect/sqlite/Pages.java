package io.guestkit.inspect.sqlite;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of a database as SQLite would see them: from its file, its log, or its hot journal. */
final class Pages {

    /** Of a file whose pages are numbered in bit sets of at most 4 MiB. */
    private static final long MAX_PAGES = 1 << 25;

    private final BlockSource file;
    private final @Nullable BlockSource newer;
    private final Map<Long, Long> places;
    private final DatabaseHeader header;
    private final int count;

    private Pages(
            BlockSource file, @Nullable BlockSource newer, Map<Long, Long> places, DatabaseHeader header, long count)
            throws UnsupportedFeatureException {
        if (count > MAX_PAGES) {
            throw new UnsupportedFeatureException("sqlite: database of " + count + " pages");
        }
        this.file = file;
        this.newer = newer;
        this.places = places;
        this.header = header;
        this.count = (int) count;
    }

    /** @return null if the database is empty */
    static @Nullable Pages open(BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal)
            throws IOException {
        RollbackJournal former = journal == null ? null : RollbackJournal.parse(journal);
        if (former != null) {
            return former.pageCount() == 0
                    ? null
                    : open(file, journal, former.pages(), former.pageSize(), former.pageCount());
        }
        WriteAheadLog committed = log == null ? null : WriteAheadLog.parse(log);
        if (committed != null) {
            return open(file, log, committed.frames(), committed.pageSize(), committed.pageCount());
        }
        return file.size() == 0 ? null : open(file, null, Map.of(), 0, 0);
    }

    private static Pages open(
            BlockSource file, @Nullable BlockSource newer, Map<Long, Long> places, int pageSize, long count)
            throws IOException {
        Long moved = places.get(1L);
        BlockSource from = moved == null || newer == null ? file : newer;
        DatabaseHeader header = DatabaseHeader.parse(
                StructView.bigEndian("sqlite header", from, moved == null ? 0 : moved, DatabaseHeader.LENGTH));
        if (pageSize != 0 && pageSize != header.pageSize()) {
            throw CorruptDataException.field("sqlite header", "page size", 0x10, header.pageSize(), pageSize);
        }
        long inFile = file.size() / header.pageSize();
        long pages = count != 0 ? count : header.pageCount() != 0 ? header.pageCount() : inFile;
        return new Pages(file, newer, places, header, pages);
    }

    DatabaseHeader header() {
        return header;
    }

    /** Number of the last page; the first is 1. */
    int count() {
        return count;
    }

    /** Length of all files together, which no content exceeds. */
    long bytes() {
        return file.size() + (newer == null ? 0 : newer.size());
    }

    /** The content of a page. */
    StructView page(long number) throws IOException {
        if (number < 1 || number > count) {
            throw new CorruptDataException("sqlite: page %d, expected 1..%d".formatted(number, count));
        }
        String name = "sqlite page " + number;
        Long moved = places.get(number);
        return moved == null || newer == null
                ? StructView.bigEndian(name, file, (number - 1) * header.pageSize(), header.pageSize())
                : StructView.bigEndian(name, newer, moved, header.pageSize());
    }
}
