package io.guestkit.inspect.rpm;

import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a database as tests want it: all headers, or lines of tab-separated values as rpm prints them. */
final class RpmDatabases {

    private RpmDatabases() {}

    /** A tag and how rpm's query format prints it. */
    record Column(int tag, boolean number) {}

    static List<RpmHeader> headers(RpmDatabase kind, Path file) throws IOException {
        try (BlockSource source = FileSource.open(file);
                BlockSource log = optional(file + "-wal");
                BlockSource journal = optional(file + "-journal")) {
            return headers(kind, source, log, journal);
        }
    }

    static List<RpmHeader> headers(
            RpmDatabase kind, BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal)
            throws IOException {
        List<RpmHeader> headers = new ArrayList<>();
        kind.read(file, log, journal, (number, header) -> headers.add(RpmHeader.parse(header)));
        return headers;
    }

    private static @Nullable BlockSource optional(String name) throws IOException {
        Path path = Path.of(name);
        return Files.exists(path) ? FileSource.open(path) : null;
    }

    /** What {@code rpm -qa --qf} would print, sorted by bytes. */
    static List<String> lines(List<RpmHeader> headers, List<Column> columns) throws IOException {
        List<String> lines = new ArrayList<>();
        for (RpmHeader header : headers) {
            StringBuilder line = new StringBuilder();
            for (Column column : columns) {
                Object value = column.number ? header.number(column.tag) : header.text(column.tag);
                line.append(line.isEmpty() ? "" : "\t").append(value == null ? "(none)" : value);
            }
            lines.add(line.toString());
        }
        lines.sort(null);
        return lines;
    }
}
