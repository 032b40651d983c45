package io.guestkit.inspect.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BytesSource;
import io.guestkit.io.DiskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database of three pages of 512 bytes: the schema, a table with two rows, the overflow page of the second. */
class SqliteDatabaseTest {

    private static final int PAGE = 512;
    private static final String SQL = "CREATE TABLE t (a TEXT)";
    /** Cells start here on their pages. */
    private static final int SCHEMA_CELL = 400;

    private static final int FIRST_CELL = 500;
    private static final int SECOND_CELL = 380;

    /** Of 600 bytes, 92 stay on the page: (512 - 12) * 32 / 255 - 23 = 39, and 39 + (600 - 39) % 508 = 92. */
    private static final int LENGTH = 600;

    private static final int LOCAL = 92;

    private static byte[] good() {
        ByteBuffer file = ByteBuffer.allocate(3 * PAGE);
        file.put(0, "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        file.putShort(0x10, (short) PAGE).put(0x12, (byte) 1).put(0x13, (byte) 1);
        file.putInt(0x18, 1).putInt(0x1c, 3).putInt(0x38, 1).putInt(0x5c, 1);
        file.put(100, (byte) 0x0d).putShort(103, (short) 1).putShort(108, (short) SCHEMA_CELL);
        byte[] texts = ("tablett" + SQL).getBytes(StandardCharsets.US_ASCII);
        file.put(SCHEMA_CELL, (byte) (6 + texts.length + 1)).put(SCHEMA_CELL + 1, (byte) 1);
        file.put(SCHEMA_CELL + 2, new byte[] {6, 13 + 2 * 5, 13 + 2, 13 + 2, 1, (byte) (13 + 2 * SQL.length())});
        file.put(SCHEMA_CELL + 8, "tablett".getBytes(StandardCharsets.US_ASCII));
        file.put(SCHEMA_CELL + 15, (byte) 2); // rootpage
        file.put(SCHEMA_CELL + 16, SQL.getBytes(StandardCharsets.US_ASCII));

        file.put(PAGE, (byte) 0x0d).putShort(PAGE + 3, (short) 2);
        file.putShort(PAGE + 8, (short) FIRST_CELL).putShort(PAGE + 10, (short) SECOND_CELL);
        file.put(PAGE + FIRST_CELL, new byte[] {4, 1, 2, 13 + 2 * 2, 'h', 'i'});
        int type = 13 + 2 * (LENGTH - 3);
        file.put(PAGE + SECOND_CELL, new byte[] {(byte) (0x80 | LENGTH >> 7), LENGTH & 0x7f, 2});
        int record = PAGE + SECOND_CELL + 3;
        file.put(record, new byte[] {3, (byte) (0x80 | type >> 7), (byte) (type & 0x7f)});
        for (int i = 3; i < LOCAL; i++) {
            file.put(record + i, (byte) 'x');
        }
        file.putInt(record + LOCAL, 3);
        for (int i = 0; i < LENGTH - LOCAL; i++) {
            file.put(2 * PAGE + 4 + i, (byte) 'y');
        }
        return file.array();
    }

    private static List<String> texts(byte[] file) throws IOException {
        SqliteDatabase database = SqliteDatabase.open(new BytesSource(file), null, null);
        SqliteDatabase.Table table = database.table("t").orElseThrow();
        List<String> texts = new ArrayList<>();
        database.read(table, row -> texts.add(row.rowid() + " " + row.text(table.column("A"))));
        return texts;
    }

    @Test
    void rowsAreShownInTheirOrder() throws IOException {
        assertThat(texts(good())).containsExactly("1 hi", "2 " + "x".repeat(LOCAL - 3) + "y".repeat(LENGTH - LOCAL));
    }

    @Test
    void anEmptyFileIsAnEmptyDatabase() throws IOException {
        assertThat(SqliteDatabase.open(new BytesSource(new byte[0]), null, null).table("t"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 1, 0, magic at +0x0",
        "0x10, 2, 513, page size at +0x10 is 513",
        "0x10, 2, 256, page size at +0x10 is 256",
        "0x13, 1, 3, file format read version 3",
        "0x14, 1, 33, reserved space at +0x14 is 33",
        "0x38, 4, 4, text encoding at +0x38 is 4",
        "0x1c, 4, 1, 'page 2, expected 1..1'",
        "0x1c, 4, 0x7fffffff, database of 2147483647 pages",
        "100, 1, 0x0c, b-tree page type at +0x64 is 12",
        "103, 2, 0xffff, sqlite",
        "108, 2, 0x1ff, outside",
        "400, 1, 0x7f, outside",
        "403, 1, 10, serial type at +0x1 is 10",
        "402, 1, 0, header size at +0x0 is 0",
        "415, 1, 1, page 1", // the schema for the table: its first row has no text there
        "415, 1, 9, 'page 9, expected 1..3'",
        "512, 1, 0x0a, table WITHOUT ROWID",
        "512, 1, 0x05, page",
        "515, 2, 0xffff, header size",
        "987, 4, 2, page 2 is used twice",
        "987, 4, 0, 'page 0, expected 1..3'",
        "892, 1, 0xff, payload size",
    })
    void aFieldThatIsWrongIsNamed(String offset, int length, String value, String message) throws IOException {
        byte[] file = good();
        int at = Integer.decode(offset);
        int number = Integer.decode(value);
        for (int i = 0; i < length; i++) {
            file[at + i] = (byte) (number >> 8 * (length - 1 - i));
        }
        if (message.equals("page 1")) {
            assertThat(texts(file)).containsExactly("1 table");
        } else {
            assertThatThrownBy(() -> texts(file))
                    .isInstanceOf(DiskException.class)
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CREATE TABLE t (a, b, c); a b c",
                "CREATE TABLE t(\"A b\" TEXT DEFAULT ',', [c] INT CHECK (c IN (1, 2)), `d`,'e'); a b c d e",
                "CREATE TABLE \"t(x\" (a /* , */ INT, -- , z\\n b); a b",
                "CREATE TABLE t (a INTEGER PRIMARY KEY, PRIMARY KEY (a, b), UNIQUE (a), CONSTRAINT x CHECK (a)); a",
                "CREATE TABLE t (a DECIMAL(10,2), b); a b",
                "CREATE TABLE t (; ''",
                "CREATE TABLE t (a, \"b; a",
                "x; ''",
            })
    void columnsAreReadFromTheStatement(String sql, String columns) {
        assertThat(String.join(" ", TableDefinition.columns(sql.replace("\\n", "\n"))))
                .isEqualTo(columns);
    }
}
