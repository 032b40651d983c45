package io.guestkit.inspect.rule;

import io.guestkit.inspect.sqlite.Row;
import io.guestkit.inspect.sqlite.SqliteDatabase;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The database of a store: all objects in it ({@code ValidPaths}), and which needs which ({@code Refs}). Guix has the
 * schema of Nix.
 */
final class StoreDatabase {

    /** Of 8 bytes each; several times what a store has that has lived for years. */
    private static final int MAX_REFERENCES = 8_000_000;

    private static final int MAX_NEEDED = 500_000;

    private final SqliteDatabase database;
    private final SqliteDatabase.Table paths;
    private final SqliteDatabase.Table references;

    /** An object. */
    @FunctionalInterface
    interface Visitor {

        /** @param registered when it came into the store, in seconds since 1970; null if that is not known */
        void object(String path, @Nullable String deriver, @Nullable Long registered) throws IOException;
    }

    StoreDatabase(SqliteDatabase database) throws IOException {
        this.database = database;
        this.paths = table("ValidPaths");
        this.references = table("Refs");
    }

    private SqliteDatabase.Table table(String name) throws IOException {
        return database.table(name).orElseThrow(() -> new CorruptDataException("there is no table " + name));
    }

    /**
     * Shows these objects and all that they need, in the order in which the database has them.
     *
     * @return those of {@code roots} that the store does not have
     */
    Set<String> needed(Collection<String> roots, Visitor visitor) throws IOException {
        Set<String> missing = new HashSet<>(roots);
        Set<Integer> needed = new HashSet<>();
        int path = paths.column("path");
        database.read(paths, row -> {
            if (missing.remove(row.text(path))) {
                needed.add(id(row.rowid()));
            }
        });
        follow(needed);
        int deriver = paths.column("deriver");
        int registered = paths.column("registrationTime");
        database.read(paths, row -> {
            if (needed.contains(id(row.rowid()))) {
                String name = row.text(path);
                if (name == null) {
                    throw new CorruptDataException("object %d has no path".formatted(row.rowid()));
                }
                visitor.object(name, row.text(deriver), row.integer(registered));
            }
        });
        return missing;
    }

    private void follow(Set<Integer> needed) throws IOException {
        long[] sorted = references();
        Deque<Integer> ahead = new ArrayDeque<>(needed);
        while (!ahead.isEmpty()) { // each object once
            long referrer = ahead.pop();
            int at = Arrays.binarySearch(sorted, referrer << 32);
            for (at = at < 0 ? -at - 1 : at; at < sorted.length && sorted[at] >> 32 == referrer; at++) {
                int reference = (int) sorted[at];
                if (needed.add(reference)) {
                    if (needed.size() > MAX_NEEDED) {
                        throw new UnsupportedFeatureException("more than %d objects in use".formatted(MAX_NEEDED));
                    }
                    ahead.push(reference);
                }
            }
        }
    }

    /** Each as {@code referrer << 32 | reference}, sorted. */
    private long[] references() throws IOException {
        long[][] pairs = {new long[1024]};
        int[] count = {0};
        int referrer = references.column("referrer");
        int reference = references.column("reference");
        database.read(references, row -> {
            if (count[0] == MAX_REFERENCES) {
                throw new UnsupportedFeatureException("more than %d references".formatted(MAX_REFERENCES));
            }
            if (count[0] == pairs[0].length) {
                pairs[0] = Arrays.copyOf(pairs[0], 2 * count[0]);
            }
            pairs[0][count[0]++] = (long) id(row, referrer) << 32 | id(row, reference);
        });
        long[] sorted = Arrays.copyOf(pairs[0], count[0]);
        Arrays.sort(sorted);
        return sorted;
    }

    private static int id(Row row, int column) throws CorruptDataException {
        Long id = row.integer(column);
        if (id == null) {
            throw new CorruptDataException("reference %d is of no objects".formatted(row.rowid()));
        }
        return id(id);
    }

    private static int id(long id) throws CorruptDataException {
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw new CorruptDataException("number %d of an object, expected 0..%d".formatted(id, Integer.MAX_VALUE));
        }
        return (int) id;
    }
}
