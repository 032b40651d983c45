package io.guestkit.inspect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.io.StructView;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that SQLite made, and what it reads from them itself. */
@Tag("oracle")
class SqliteOracleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pages-512",
                "pages-1024",
                "pages-4096",
                "pages-32768",
                "pages-65536",
                "UTF-16le",
                "UTF-16be",
                "integers",
                "changed"
            })
    @Proves(area = "SQLite", feature = "tables of all page sizes and encodings", referee = "SQLite")
    void tables(String name) throws IOException {
        check(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal-all", "wal-reused", "wal-again", "wal-uncommitted"})
    @Proves(area = "SQLite", feature = "what is committed in the write-ahead log", referee = "SQLite")
    void writeAheadLogs(String name) throws IOException {
        assertThat(Files.size(file(name, ".db-wal"))).isPositive();
        check(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"journal-hot", "journal-persist"})
    @Proves(area = "SQLite", feature = "a hot rollback journal, in memory", referee = "SQLite")
    void journals(String name) throws IOException {
        assertThat(Files.size(file(name, ".db-journal"))).isPositive();
        check(name);
    }

    private static Path file(String name, String suffix) {
        return Fixtures.of("sqlite-databases").resolve(name + suffix);
    }

    private static void check(String name) throws IOException {
        List<String> answer = Files.readAllLines(file(name, ".tsv"));
        assertThat(answer).isNotEmpty();
        List<String> lines = new ArrayList<>();
        try (BlockSource source = FileSource.open(file(name, ".db"));
                BlockSource log = optional(file(name, ".db-wal"));
                BlockSource journal = optional(file(name, ".db-journal"))) {
            SqliteDatabase database = SqliteDatabase.open(source, log, journal);
            SqliteDatabase.Table table = database.table("T").orElseThrow();
            database.read(table, row -> lines.add(line(table, row)));
        }
        assertThat(lines).isEqualTo(answer);
    }

    private static @Nullable BlockSource optional(Path path) throws IOException {
        return Files.exists(path) ? FileSource.open(path) : null;
    }

    private static String line(SqliteDatabase.Table table, Row row) throws IOException {
        StringBuilder line = new StringBuilder(Long.toString(row.rowid()));
        for (int i = 0; i < table.columns().size(); i++) {
            line.append('\t').append(word(table, row, i));
        }
        return line.toString();
    }

    private static String word(SqliteDatabase.Table table, Row row, int column) throws IOException {
        String text = row.text(column);
        if (text != null) {
            return "text " + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }
        StructView blob = row.blob(column, "blob");
        if (blob != null) {
            return "blob " + HexFormat.of().formatHex(blob.bytes(0, blob.length()));
        }
        Long number = row.integer(column);
        if (number == null && table.columns().get(column).equals("id")) {
            number = row.rowid();
        }
        return number == null ? "null" : number.toString();
    }
}
