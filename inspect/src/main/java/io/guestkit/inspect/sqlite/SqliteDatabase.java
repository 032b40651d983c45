package io.guestkit.inspect.sqlite;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A database of SQLite 3, read-only, with what its log or its journal says about it. */
public final class SqliteDatabase {

    /** Columns of sqlite_schema: type, name, tbl_name, rootpage, sql. */
    private static final int TYPE = 0;

    private static final int NAME = 1;
    private static final int ROOT_PAGE = 3;
    private static final int SQL = 4;

    private final @Nullable Pages pages;

    private SqliteDatabase(@Nullable Pages pages) {
        this.pages = pages;
    }

    /** Takes the rows of a table one by one. */
    @FunctionalInterface
    public interface RowReader {
        void row(Row row) throws IOException;
    }

    /**
     * Opens a database, borrowing its files.
     *
     * @param log the file of that name with {@code -wal} behind it, if there is one
     * @param journal the file of that name with {@code -journal} behind it, if there is one
     */
    public static SqliteDatabase open(BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal)
            throws IOException {
        return new SqliteDatabase(Pages.open(file, log, journal));
    }

    /** The table of that name in any case of letters; empty if there is none. */
    public Optional<Table> table(String name) throws IOException {
        if (pages == null) {
            return Optional.empty();
        }
        Table[] found = new Table[1];
        TableTree.walk(pages, 1, row -> {
            String stored = row.text(NAME);
            if ("table".equals(row.text(TYPE)) && stored != null && stored.equalsIgnoreCase(name)) {
                Long root = row.integer(ROOT_PAGE);
                String sql = row.text(SQL);
                if (root == null || sql == null) {
                    throw new CorruptDataException(
                            "sqlite: table %s has no root page or no definition".formatted(name));
                }
                found[0] = new Table(root, TableDefinition.columns(sql));
            }
        });
        return Optional.ofNullable(found[0]);
    }

    /** Shows all rows of a table of this database, in the order of their rowids. */
    public void read(Table table, RowReader reader) throws IOException {
        if (table.root() == 0) {
            throw new UnsupportedFeatureException("sqlite: virtual table");
        }
        if (pages != null) {
            TableTree.walk(pages, table.root(), reader);
        }
    }

    /**
     * Where a table is and what its columns are called.
     *
     * @param root number of the page that its tree starts at; 0 for a virtual table
     * @param columns in lower case, in the order in which rows have them
     */
    public record Table(long root, List<String> columns) {

        public Table {
            columns = List.copyOf(columns);
        }

        /** Index of a column, or -1, which no row has. */
        public int column(String name) {
            return columns.indexOf(name.toLowerCase(Locale.ROOT));
        }
    }
}
