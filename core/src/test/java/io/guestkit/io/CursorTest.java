package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final byte[] BYTES = HexFormat.of().parseHex("00010203040506070809" + "0a0b0c0d0e0f1011121314");

    private final StructView view = StructView.bigEndian("list", ByteBuffer.wrap(BYTES));

    @Test
    void readsFromFrontToBack() throws IOException {
        Cursor cursor = view.cursor(1);
        assertThat(cursor.u8()).isEqualTo(1);
        assertThat(cursor.u16()).isEqualTo(0x0203);
        assertThat(cursor.u32()).isEqualTo(0x04050607L);
        assertThat(cursor.bits64()).isEqualTo(0x08090a0b0c0d0e0fL);
        assertThat(cursor.offset()).isEqualTo(15);
        assertThat(cursor.remaining()).isEqualTo(5);
        assertThat(cursor.bytes(2)).containsExactly(0x10, 0x11);
        assertThat(cursor.struct("rest", 3).u16(1)).isEqualTo(0x1314);
        assertThat(cursor.remaining()).isZero();
    }

    @Test
    void aReadPastTheEndMovesNothing() throws IOException {
        Cursor cursor = view.cursor(18);
        assertThatThrownBy(cursor::u32).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(cursor::bits64).isInstanceOf(CorruptDataException.class);
        for (int length : new int[] {4, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> cursor.bytes(length)).isInstanceOf(CorruptDataException.class);
            assertThatThrownBy(() -> cursor.skip(length)).isInstanceOf(CorruptDataException.class);
            assertThatThrownBy(() -> cursor.struct("part", length)).isInstanceOf(CorruptDataException.class);
        }
        assertThat(cursor.offset()).isZero();
        assertThat(cursor.u16()).isEqualTo(0x1213);
        cursor.skip(1);
        assertThatThrownBy(cursor::u8).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(cursor::u16).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void alignmentCountsFromWhereTheCursorBegan() throws IOException {
        Cursor cursor = view.cursor(3);
        cursor.align(8);
        assertThat(cursor.offset()).isZero();
        cursor.skip(1);
        cursor.align(8);
        assertThat(cursor.offset()).isEqualTo(8);
        assertThat(cursor.u8()).isEqualTo(11);
        cursor.align(1);
        assertThat(cursor.offset()).isEqualTo(9);
        cursor.align(1 << 30);
        assertThat(cursor.remaining()).isZero();
    }
}
