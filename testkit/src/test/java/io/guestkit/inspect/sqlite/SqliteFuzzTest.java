package io.guestkit.inspect.sqlite;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Databases, logs and journals out of anything; nothing but a refusal may come of it. */
class SqliteFuzzTest {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE = 512;

    @FuzzTest(maxDuration = "30s")
    void database(byte[] input) {
        byte[] file = Arrays.copyOf(input, Math.max(4 * PAGE, input.length));
        ByteBuffer.wrap(file)
                .put(0, MAGIC)
                .putShort(0x10, (short) PAGE)
                .put(0x13, (byte) 1)
                .put(0x14, (byte) 0);
        ByteBuffer.wrap(file)
                .putInt(0x38, file[0x38] & 3)
                .putInt(0x5c, ~ByteBuffer.wrap(file).getInt(0x18));
        read(file, null, null);
    }

    @FuzzTest(maxDuration = "30s")
    void log(byte[] input) {
        read(new byte[0], input, null);
    }

    @FuzzTest(maxDuration = "30s")
    void journal(byte[] input) {
        byte[] journal = input.clone();
        if (journal.length >= 8) {
            ByteBuffer.wrap(journal).putLong(0, 0xd9d505f920a163d7L);
        }
        read(new byte[4 * PAGE], null, journal);
    }

    /** A statement is text of the guest, too. */
    @FuzzTest(maxDuration = "30s")
    void definition(byte[] input) {
        TableDefinition.columns(new String(input, StandardCharsets.UTF_8));
    }

    private static void read(byte[] file, byte[] log, byte[] journal) {
        try {
            SqliteDatabase database = SqliteDatabase.open(
                    new BytesSource(file),
                    log == null ? null : new BytesSource(log),
                    journal == null ? null : new BytesSource(journal));
            SqliteDatabase.Table table =
                    database.table("Packages").orElse(new SqliteDatabase.Table(2, java.util.List.of()));
            database.read(table, row -> {
                for (int column = 0; column < 4; column++) {
                    row.text(column);
                    row.integer(column);
                    row.blob(column, "blob");
                }
            });
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
