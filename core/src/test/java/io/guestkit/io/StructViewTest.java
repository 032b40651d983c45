package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StructViewTest {

    private static final byte[] BYTES = HexFormat.of().parseHex("f1f2f3f4f5f6f7f8" + "0102030405060708" + "4869002121");

    private final StructView little = StructView.littleEndian("thing", ByteBuffer.wrap(BYTES));
    private final StructView big = StructView.bigEndian("thing", ByteBuffer.wrap(BYTES));

    @Test
    void numbersAreUnsignedInTheirByteOrder() throws IOException {
        assertThat(little.u8(0)).isEqualTo(0xf1);
        assertThat(little.u16(0)).isEqualTo(0xf2f1);
        assertThat(big.u16(0)).isEqualTo(0xf1f2);
        assertThat(little.u32(0)).isEqualTo(0xf4f3f2f1L);
        assertThat(big.u32(0)).isEqualTo(0xf1f2f3f4L);
        assertThat(little.i32(0)).isEqualTo(0xf4f3f2f1);
        assertThat(little.bits64(8)).isEqualTo(0x0807060504030201L);
        assertThat(big.bits64(8)).isEqualTo(0x0102030405060708L);
        assertThat(big.bits64(0)).isEqualTo(0xf1f2f3f4f5f6f7f8L);
    }

    @Test
    void alignmentDoesNotMatter() throws IOException {
        assertThat(big.u32(5)).isEqualTo(0xf6f7f801L);
        assertThat(little.bits64(1)).isEqualTo(0x01f8f7f6f5f4f3f2L);
    }

    @Test
    void theBytesBeforeTheBuffersPositionAreNotPartOfIt() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(BYTES).position(8).limit(10);
        StructView view = StructView.bigEndian("thing", buffer);
        buffer.clear();
        assertThat(view.length()).isEqualTo(2);
        assertThat(view.u16(0)).isEqualTo(0x0102);
        assertCorrupt(() -> view.u8(2), "thing: 1 bytes at +0x2 lie outside its 2 bytes");
    }

    @Test
    void nothingIsReadOutside() {
        int end = BYTES.length;
        for (int offset : new int[] {-1, Integer.MIN_VALUE, end, end + 1, Integer.MAX_VALUE}) {
            assertCorrupt(() -> little.u8(offset), "thing: 1 bytes at +0x");
            assertCorrupt(() -> little.u16(offset), "thing: 2 bytes at +0x");
            assertCorrupt(() -> little.u32(offset), "thing: 4 bytes at +0x");
            assertCorrupt(() -> little.i32(offset), "thing: 4 bytes at +0x");
            assertCorrupt(() -> little.bits64(offset), "thing: 8 bytes at +0x");
            assertCorrupt(() -> little.u63(offset, "size"), "thing: 8 bytes at +0x");
            assertCorrupt(() -> little.uuid(offset), "thing: 16 bytes at +0x");
            assertCorrupt(() -> little.guid(offset), "thing: 16 bytes at +0x");
            assertCorrupt(() -> little.text(offset, 3), "thing: 3 bytes at +0x");
            assertCorrupt(() -> little.bytes(offset, 1), "thing: 1 bytes at +0x");
            assertCorrupt(() -> little.slice("part", offset, 1), "thing: 1 bytes at +0x");
            assertThat(little.startsWith(offset, (byte) 1)).isFalse();
        }
        assertCorrupt(() -> little.u16(end - 1), "lie outside its 21 bytes");
        assertCorrupt(() -> little.u32(end - 3), "lie outside its 21 bytes");
        assertCorrupt(() -> little.bits64(end - 7), "lie outside its 21 bytes");
    }

    @Test
    void noLengthFromTheDiskIsAllocatedUnchecked() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 22, Integer.MAX_VALUE}) {
            assertCorrupt(() -> little.bytes(0, length), "lie outside its 21 bytes");
            assertCorrupt(() -> little.text(0, length), "lie outside its 21 bytes");
            assertCorrupt(() -> little.slice("part", 0, length), "lie outside its 21 bytes");
        }
        assertCorrupt(() -> little.cursor(22), "lie outside its 21 bytes");
        assertCorrupt(() -> little.cursor(-1), "lie outside its 21 bytes");
        assertCorrupt(() -> little.cursor(Integer.MIN_VALUE), "lie outside its 21 bytes");
    }

    @Test
    void rangesAreCheckedWhereTheyAreRead() throws IOException {
        assertThat(big.u32In(8, "version", 0x01020304, 0x01020304)).isEqualTo(0x01020304);
        assertThat(big.u16In(8, "bits", 0, 0x0102)).isEqualTo(0x0102);
        assertThat(big.u8In(9, "kind", 2, 2)).isEqualTo(2);
        assertCorrupt(
                () -> big.u32In(0, "cluster_bits", 9, 21), "thing: cluster_bits at +0x0 is 4059231220, expected 9..21");
        assertCorrupt(() -> big.u16In(8, "bits", 259, 300), "thing: bits at +0x8 is 258, expected 259..300");
        assertCorrupt(() -> big.u8In(16, "kind", 0, 71), "thing: kind at +0x10 is 72, expected 0..71");
    }

    @Test
    void aSizeStaysBelowTwoToThe63() throws IOException {
        assertThat(big.u63(8, "size")).isEqualTo(0x0102030405060708L);
        assertCorrupt(() -> big.u63(0, "size"), "thing: size at +0x0 is 17434265340928784376, expected less than 2^63");
    }

    @Test
    void magicIsExpectedOrAskedFor() throws IOException {
        big.expectMagic(8, (byte) 1, (byte) 2);
        assertCorrupt(() -> big.expectMagic(8, (byte) 1, (byte) 3), "thing: magic at +0x8 is 0102, expected 0103");
        assertCorrupt(() -> big.expectMagic(20, (byte) 1, (byte) 3), "lie outside its 21 bytes");
        assertThat(big.startsWith(16, (byte) 'H', (byte) 'i')).isTrue();
        assertThat(big.startsWith(21)).isTrue();
        assertThat(big.startsWith(20, (byte) '!', (byte) '!')).isFalse();
    }

    @Test
    void textEndsAtNulOrWithItsField() throws IOException {
        assertThat(little.text(16, 5)).isEqualTo("Hi");
        assertThat(little.text(19, 2)).isEqualTo("!!");
        assertThat(little.text(18, 1)).isEmpty();
        assertThat(little.text(0, 1)).isEqualTo("\ufffd");
    }

    @Test
    void uuidsAreReadInBothOrders() throws IOException {
        assertThat(little.uuid(0)).isEqualTo(UUID.fromString("f1f2f3f4-f5f6-f7f8-0102-030405060708"));
        assertThat(little.guid(0)).isEqualTo(UUID.fromString("f4f3f2f1-f6f5-f8f7-0102-030405060708"));
        assertThat(big.guid(0)).isEqualTo(little.guid(0));
    }

    @Test
    void aSliceKeepsTheByteOrderAndCountsFromItsStart() throws IOException {
        assertThat(little.slice("part", 8, 4).u16(0)).isEqualTo(0x0201);
        assertThat(big.slice("part", 8, 4).u16(0)).isEqualTo(0x0102);
        StructView part = big.slice("part", 8, 4);
        assertCorrupt(() -> part.u32(1), "part: 4 bytes at +0x1 lie outside its 4 bytes");
        assertThat(big.slice("nothing", 21, 0).length()).isZero();
    }

    @Test
    void itsBufferCannotBeWritten() {
        assertThat(little.buffer().isReadOnly()).isTrue();
        assertThat(little.buffer().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(big.buffer().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void aStructurePastTheEndOfASourceIsItsEnd() throws IOException {
        BlockSource source = new BytesSource(BYTES);
        assertThat(StructView.bigEndian("thing", source, 8, 2).u16(0)).isEqualTo(0x0102);
        assertThat(StructView.littleEndian("thing", source, 8, 2).u16(0)).isEqualTo(0x0201);
        assertThatThrownBy(() -> StructView.bigEndian("thing", source, 20, 2)).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> StructView.bigEndian("thing", source, -1, 2)).isInstanceOf(CorruptDataException.class);
    }

    private static void assertCorrupt(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(CorruptDataException.class).hasMessageContaining(message);
    }
}
