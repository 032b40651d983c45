package io.guestkit.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * An on-disk structure of fixed layout, read by the offsets its specification gives.
 *
 * <p>Every access is checked against the bytes there are and fails with a {@link CorruptDataException} that names the
 * structure, so a parser may follow an offset that the structure itself contains. Where a field has a range, read it
 * with {@link #u32In} or {@link #u63} and the check stands beside the read.
 */
public final class StructView {

    private final String structure;
    private final ByteBuffer bytes;

    private StructView(String structure, ByteBuffer bytes) {
        this.structure = structure;
        this.bytes = bytes;
    }

    /**
     * @param structure name for messages, as the specification has it
     * @param bytes the remaining bytes are the structure; its position does not matter afterwards
     */
    public static StructView littleEndian(String structure, ByteBuffer bytes) {
        return new StructView(structure, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    /** As {@link #littleEndian(String, ByteBuffer)}, the most significant byte first. */
    public static StructView bigEndian(String structure, ByteBuffer bytes) {
        return new StructView(structure, bytes.slice().order(ByteOrder.BIG_ENDIAN));
    }

    /**
     * Reads a structure out of a source.
     *
     * @param length in bytes; the caller has bounded it
     * @throws CorruptDataException if the structure does not lie inside the source
     */
    public static StructView littleEndian(String structure, BlockSource source, long position, int length)
            throws IOException {
        return littleEndian(structure, read(structure, source, position, length));
    }

    /** As {@link #littleEndian(String, BlockSource, long, int)}, the most significant byte first. */
    public static StructView bigEndian(String structure, BlockSource source, long position, int length)
            throws IOException {
        return bigEndian(structure, read(structure, source, position, length));
    }

    private static ByteBuffer read(String structure, BlockSource source, long position, int length) throws IOException {
        if (position < 0 || length < 0 || position > source.size() - length) {
            throw new CorruptDataException("%s: %d bytes at %d lie outside the %d bytes there are"
                    .formatted(structure, length, position, source.size()));
        }
        return ByteBuffer.wrap(source.readBytes(position, length));
    }

    /** Length of the structure in bytes. */
    public int length() {
        return bytes.limit();
    }

    public String structure() {
        return structure;
    }

    public int u8(int offset) throws CorruptDataException {
        return bytes.get(check(offset, 1)) & 0xff;
    }

    public int u16(int offset) throws CorruptDataException {
        return bytes.getShort(check(offset, 2)) & 0xffff;
    }

    public long u32(int offset) throws CorruptDataException {
        return bytes.getInt(check(offset, 4)) & 0xffff_ffffL;
    }

    public int i32(int offset) throws CorruptDataException {
        return bytes.getInt(check(offset, 4));
    }

    /** All 64 bits as they are: for bit fields, table entries and signed numbers. Sizes and offsets are {@link #u63}. */
    public long bits64(int offset) throws CorruptDataException {
        return bytes.getLong(check(offset, 8));
    }

    /** An unsigned 64-bit number that has to be a size or an offset, and so to stay below 2⁶³. */
    public long u63(int offset, String field) throws CorruptDataException {
        long value = bits64(offset);
        if (value < 0) {
            throw corrupt(offset, field, Long.toUnsignedString(value), "less than 2^63");
        }
        return value;
    }

    /** An unsigned 32-bit number in {@code [min, max]}. */
    public int u32In(int offset, String field, int min, int max) throws CorruptDataException {
        return in(offset, field, u32(offset), min, max);
    }

    /** An unsigned 16-bit number in {@code [min, max]}. */
    public int u16In(int offset, String field, int min, int max) throws CorruptDataException {
        return in(offset, field, u16(offset), min, max);
    }

    /** An unsigned byte in {@code [min, max]}. */
    public int u8In(int offset, String field, int min, int max) throws CorruptDataException {
        return in(offset, field, u8(offset), min, max);
    }

    private int in(int offset, String field, long value, int min, int max) throws CorruptDataException {
        if (value < min || value > max) {
            throw corrupt(offset, field, value, min + ".." + max);
        }
        return (int) value;
    }

    /** Fails unless the bytes at {@code offset} are those of {@code magic}. */
    public void expectMagic(int offset, byte... magic) throws CorruptDataException {
        if (!startsWith(offset, magic)) {
            throw corrupt(
                    offset,
                    "magic",
                    java.util.HexFormat.of().formatHex(bytes(offset, magic.length)),
                    java.util.HexFormat.of().formatHex(magic));
        }
    }

    /** Whether the bytes at {@code offset} are there and are those of {@code expected}. */
    public boolean startsWith(int offset, byte... expected) {
        if (offset < 0 || offset > bytes.limit() - expected.length) {
            return false;
        }
        return bytes.slice(offset, expected.length).equals(ByteBuffer.wrap(expected));
    }

    /** A copy of {@code length} bytes; checked before it is allocated. */
    public byte[] bytes(int offset, int length) throws CorruptDataException {
        byte[] copy = new byte[checkLength(offset, length)];
        bytes.get(offset, copy);
        return copy;
    }

    /** Text in a field of fixed length that ends at the first NUL or with the field; bytes that are not UTF-8 become U+FFFD. */
    public String text(int offset, int length) throws CorruptDataException {
        byte[] field = bytes(offset, length);
        int end = 0;
        while (end < length && field[end] != 0) {
            end++;
        }
        return new String(field, 0, end, StandardCharsets.UTF_8);
    }

    /** A UUID whose sixteen bytes stand in the order in which they are written (RFC 9562). */
    public UUID uuid(int offset) throws CorruptDataException {
        ByteBuffer field = ByteBuffer.wrap(bytes(offset, 16));
        return new UUID(field.getLong(), field.getLong());
    }

    /** A UUID whose first three groups are little-endian, as UEFI and Windows store it. */
    public UUID guid(int offset) throws CorruptDataException {
        ByteBuffer field = ByteBuffer.wrap(bytes(offset, 16)).order(ByteOrder.LITTLE_ENDIAN);
        long high = (field.getInt() & 0xffff_ffffL) << 32
                | (field.getShort() & 0xffffL) << 16
                | (field.getShort() & 0xffffL);
        return new UUID(high, field.order(ByteOrder.BIG_ENDIAN).getLong());
    }

    /** A structure inside this one; offsets in its messages count from its own start. */
    public StructView slice(String structure, int offset, int length) throws CorruptDataException {
        checkLength(offset, length);
        return new StructView(structure, bytes.slice(offset, length).order(bytes.order()));
    }

    /** A reader of the variable-length part that starts at {@code offset}. */
    public Cursor cursor(int offset) throws CorruptDataException {
        return new Cursor(slice(structure, offset, length() - offset));
    }

    /** The bytes of the structure, read-only, in its byte order. */
    public ByteBuffer buffer() {
        return bytes.asReadOnlyBuffer().order(bytes.order());
    }

    /** An exception that says what is wrong with a field of this structure; the caller throws it. */
    public CorruptDataException corrupt(int offset, String field, Object got, Object expected) {
        return CorruptDataException.field(structure, field, offset, got, expected);
    }

    private int check(int offset, int length) throws CorruptDataException {
        checkLength(offset, length);
        return offset;
    }

    private int checkLength(int offset, int length) throws CorruptDataException {
        if (offset < 0 || length < 0 || offset > bytes.limit() - length) {
            throw new CorruptDataException("%s: %d bytes at +0x%x lie outside its %d bytes"
                    .formatted(structure, length, offset, bytes.limit()));
        }
        return length;
    }
}
