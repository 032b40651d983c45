package io.guestkit.inspect.sqlite;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a table. Format: Database File Format, 2.1 "Record Format". */
public final class Row {

    private static final int MAX_COLUMNS = 32_767;

    private final long rowid;
    private final StructView payload;
    private final Charset encoding;
    private final List<Column> columns;

    private record Column(long type, int offset) {}

    private Row(long rowid, StructView payload, Charset encoding, List<Column> columns) {
        this.rowid = rowid;
        this.payload = payload;
        this.encoding = encoding;
        this.columns = columns;
    }

    static Row parse(long rowid, StructView payload, Charset encoding) throws CorruptDataException {
        Varint header = Varint.read(payload, 0);
        if (header.value() < header.end() || header.value() > payload.length()) {
            throw payload.corrupt(0, "header size", header.value(), header.end() + ".." + payload.length());
        }
        List<Column> columns = new ArrayList<>();
        long offset = header.value();
        for (int at = header.end(); at < header.value(); ) {
            Varint type = Varint.read(payload, at);
            if (offset > payload.length() || columns.size() == MAX_COLUMNS) {
                throw payload.corrupt(at, "serial type", type.value(), "a column inside the record");
            }
            columns.add(new Column(type.value(), (int) offset));
            offset += length(payload, at, type.value()); // below 2^31 + 2^62
            at = type.end();
        }
        if (offset > payload.length()) {
            throw payload.corrupt(0, "end of the columns", offset, "at most " + payload.length());
        }
        return new Row(rowid, payload, encoding, columns);
    }

    private static long length(StructView payload, int at, long type) throws CorruptDataException {
        if (type < 0 || type == 10 || type == 11) {
            throw payload.corrupt(at, "serial type", type, "0..9 or at least 12");
        }
        if (type >= 12) {
            return (type - 12) / 2;
        }
        return switch ((int) type) {
            case 0, 8, 9 -> 0;
            case 5 -> 6;
            case 6, 7 -> 8;
            default -> type;
        };
    }

    /** The key of the row, which is also the value of a column that is INTEGER PRIMARY KEY. */
    public long rowid() {
        return rowid;
    }

    /** The text in a column; null if it holds something else, or the row is older than the column. */
    public @Nullable String text(int column) throws CorruptDataException {
        Column stored = column(column);
        return stored == null || stored.type < 12 || stored.type % 2 == 0
                ? null
                : new String(payload.bytes(stored.offset, (int) ((stored.type - 12) / 2)), encoding);
    }

    /** The bytes in a column, big-endian where that matters; null if it is no blob, or the row is older than the column. */
    public @Nullable StructView blob(int column, String structure) throws CorruptDataException {
        Column stored = column(column);
        return stored == null || stored.type < 12 || stored.type % 2 != 0
                ? null
                : payload.slice(structure, stored.offset, (int) ((stored.type - 12) / 2));
    }

    /** The integer in a column; null if it holds something else, or the row is older than the column. */
    public @Nullable Long integer(int column) throws CorruptDataException {
        Column stored = column(column);
        if (stored == null || stored.type < 1 || stored.type > 9 || stored.type == 7) {
            return null;
        }
        if (stored.type >= 8) {
            return stored.type - 8;
        }
        int length = (int) length(payload, 0, stored.type);
        long value = (byte) payload.u8(stored.offset); // the sign
        for (int i = 1; i < length; i++) {
            value = value << 8 | payload.u8(stored.offset + i);
        }
        return value;
    }

    private @Nullable Column column(int index) {
        return index < 0 || index >= columns.size() ? null : columns.get(index);
    }
}
