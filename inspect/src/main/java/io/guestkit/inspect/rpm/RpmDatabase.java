package io.guestkit.inspect.rpm;

import io.guestkit.inspect.sqlite.SqliteDatabase;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The kinds of database that rpm keeps installed packages in, in the order in which it looks for them. */
public enum RpmDatabase {
    SQLITE("sqlite", "rpmdb.sqlite") {
        @Override
        public void read(
                BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal, HeaderReader reader)
                throws IOException {
            SqliteDatabase database = SqliteDatabase.open(file, log, journal);
            SqliteDatabase.Table packages = database.table("Packages").orElse(null);
            if (packages == null) {
                return; // made, and nothing installed yet
            }
            int blob = packages.column("blob");
            database.read(packages, row -> {
                StructView header = row.blob(blob, "rpm header");
                if (header == null) {
                    throw new CorruptDataException("rpm: package %d has no header".formatted(row.rowid()));
                }
                reader.header(row.rowid(), header);
            });
        }
    },
    NDB("ndb", "Packages.db") {
        @Override
        public void read(
                BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal, HeaderReader reader)
                throws IOException {
            NdbFile.read(file, reader);
        }
    },
    BERKELEY("bdb", "Packages") {
        @Override
        public void read(
                BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal, HeaderReader reader)
                throws IOException {
            BerkeleyFile.open(file).read(reader);
        }
    };

    /** Of one package, in bytes: more than a hundred thousand files need. */
    static final int MAX_HEADER = 64 << 20;

    private final String backend;
    private final String fileName;

    RpmDatabase(String backend, String fileName) {
        this.backend = backend;
        this.fileName = fileName;
    }

    /** Takes the headers of packages one by one. */
    @FunctionalInterface
    public interface HeaderReader {

        /**
         * @param number of the package in the database, or -1 if its key is no number
         * @param header for {@link RpmHeader#parse}
         */
        void header(long number, StructView header) throws IOException;
    }

    /** The name that rpm's macro {@code _db_backend} has for it; also the start of {@code bdb_ro}. */
    public String backend() {
        return backend;
    }

    /** Name of its file in rpm's folder. */
    public String fileName() {
        return fileName;
    }

    /**
     * Shows all packages, in no order that means anything.
     *
     * @param log the file beside it with {@code -wal} behind its name, if there is one
     * @param journal the file beside it with {@code -journal} behind its name, if there is one
     */
    public abstract void read(
            BlockSource file, @Nullable BlockSource log, @Nullable BlockSource journal, HeaderReader reader)
            throws IOException;
}
