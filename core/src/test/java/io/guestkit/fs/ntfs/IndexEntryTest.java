package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexEntryTest {

    private static final int FIRST = 0x10;
    private static final int LAST = FIRST + 0x60;

    /** A node with one name, "ab", and a child before its end. */
    private static ByteBuffer node() {
        ByteBuffer b = Structures.buffer(0x100);
        b.putInt(0x00, FIRST).putInt(0x04, LAST + 0x18);
        b.putLong(FIRST, 77).putShort(FIRST + 8, (short) 0x60).putShort(FIRST + 0x0a, (short) 0x46);
        b.putLong(FIRST + 0x10, 5).put(FIRST + 0x50, (byte) 2).put(FIRST + 0x51, (byte) 1);
        b.putChar(FIRST + 0x52, 'a').putChar(FIRST + 0x54, 'b');
        b.putShort(LAST + 8, (short) 0x18).putShort(LAST + 0x0c, (short) 3).putLong(LAST + 0x10, 12);
        return b;
    }

    @Test
    void a_good_one() throws Exception {
        List<IndexEntry> entries = IndexEntry.parse(Structures.view("node", node()));
        assertThat(entries)
                .containsExactly(
                        new IndexEntry(77, new FileName(5, "ab", false), IndexEntry.NONE), new IndexEntry(0, null, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 4, 0x08, FirstIndexEntry",
        "0x00, 4, -1, FirstIndexEntry",
        "0x04, 4, 0x101, FirstFreeByte",
        "0x04, 4, 0x68, Length",
        "0x18, 2, 0, Length",
        "0x18, 2, 0x100, Length",
        "0x1a, 2, 0x58, lie outside",
        "0x1a, 2, 0x10, lie outside",
        "0x60, 1, 9, lie outside",
        "0x7c, 2, 1, lie outside",
        "0x87, 1, 0x80, child VCN"
    })
    void names_what_is_wrong(String offset, int width, String value, String message) {
        ByteBuffer b = node();
        switch (width) {
            case 1 -> b.put(Integer.decode(offset), Integer.decode(value).byteValue());
            case 2 -> b.putShort(Integer.decode(offset), Integer.decode(value).shortValue());
            default -> b.putInt(Integer.decode(offset), Integer.decode(value));
        }
        assertThatThrownBy(() -> IndexEntry.parse(Structures.view("node", b)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }
}
