package io.guestkit.image.vhdx;

import io.guestkit.io.BlockSink;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Guid;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Header of a VHDX, little-endian, of which there are two. Names and offsets: [MS-VHDX] 2.2.2.
 *
 * @param sequenceNumber the header with the larger one counts
 * @param dataWriteGuid changes whenever what the guest sees is written
 * @param logGuid all zeros if the log is empty
 * @param logLength in bytes
 * @param logOffset in bytes
 */
record VhdxHeader(
        long sequenceNumber, UUID dataWriteGuid, UUID logGuid, int logVersion, long logLength, long logOffset) {

    static final byte[] FILE_SIGNATURE = "vhdxfile".getBytes(StandardCharsets.US_ASCII);
    static final UUID NIL = new UUID(0, 0);
    /** What regions, the log and blocks are aligned to. */
    static final int MIB = 1 << 20;

    private static final byte[] SIGNATURE = "head".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 4096;
    private static final int FIRST = 64 << 10;
    private static final int SECOND = 128 << 10;
    private static final int CREATOR_LENGTH = 512;
    private static final int VERSION_1 = 1;

    /** The program that made the file, as it calls itself. */
    static String creator(BlockSource file) throws IOException {
        StructView s = StructView.littleEndian("VHDX file type identifier", file, 0, 8 + CREATOR_LENGTH);
        s.expectMagic(0x00, FILE_SIGNATURE);
        String creator = new String(s.bytes(0x08, CREATOR_LENGTH), StandardCharsets.UTF_16LE);
        int end = creator.indexOf('\0');
        return end < 0 ? creator : creator.substring(0, end);
    }

    /** The header that counts. */
    static VhdxHeader read(BlockSource file, Consumer<String> warn) throws IOException {
        StructView first = StructView.littleEndian("VHDX header 1", file, FIRST, LENGTH);
        StructView second = StructView.littleEndian("VHDX header 2", file, SECOND, LENGTH);
        String firstDoubt = doubt(first);
        String secondDoubt = doubt(second);
        if (firstDoubt != null && secondDoubt != null) {
            throw new CorruptDataException("VHDX headers: neither can be used; the first %s, the second %s"
                    .formatted(firstDoubt, secondDoubt));
        }
        if (firstDoubt != null || secondDoubt != null) {
            // one header is rewritten at a time, so a crash may leave this behind
            warn.accept("%s; the other one was used"
                    .formatted(firstDoubt != null ? "header 1 " + firstDoubt : "header 2 " + secondDoubt));
            return parse(firstDoubt == null ? first : second);
        }
        VhdxHeader one = parse(first);
        VhdxHeader two = parse(second);
        return Long.compareUnsigned(two.sequenceNumber, one.sequenceNumber) > 0 ? two : one;
    }

    private static @Nullable String doubt(StructView s) throws CorruptDataException {
        if (!s.startsWith(0x00, SIGNATURE)) {
            return "has no signature";
        }
        return s.u32(Checksum.FIELD) == Checksum.of(s) ? null : "has a wrong checksum";
    }

    static VhdxHeader parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, SIGNATURE);
        int version = s.u16(0x42);
        if (version != VERSION_1) {
            throw new UnsupportedFeatureException("VHDX version " + version + "; 1 can be read");
        }
        long logLength = s.u32(0x44);
        long logOffset = s.u63(0x48, "LogOffset");
        if (logLength % MIB != 0) {
            throw s.corrupt(0x44, "LogLength", logLength, "a multiple of 1 MiB");
        }
        if (logOffset % MIB != 0) {
            throw s.corrupt(0x48, "LogOffset", logOffset, "a multiple of 1 MiB");
        }
        return new VhdxHeader(s.bits64(0x08), s.guid(0x20), s.guid(0x30), s.u16(0x40), logLength, logOffset);
    }

    /** The file type identifier as it is written, at the start of the file. */
    static ByteBuffer identifier(String creator) {
        ByteBuffer s = ByteBuffer.allocate(FILE_SIGNATURE.length + CREATOR_LENGTH);
        s.put(0x00, FILE_SIGNATURE);
        return s.put(0x08, creator.getBytes(StandardCharsets.UTF_16LE));
    }

    /** Writes both headers, of which the second one, being the later, is this one's successor. */
    void write(BlockSink file, UUID fileWriteGuid) throws IOException {
        file.write(FIRST, encode(sequenceNumber, fileWriteGuid));
        file.write(SECOND, encode(sequenceNumber + 1, fileWriteGuid));
    }

    private ByteBuffer encode(long sequenceNumber, UUID fileWriteGuid) {
        ByteBuffer s = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x00, SIGNATURE);
        s.putLong(0x08, sequenceNumber);
        Guid.put(s, 0x10, fileWriteGuid);
        Guid.put(s, 0x20, dataWriteGuid);
        Guid.put(s, 0x30, logGuid);
        s.putShort(0x40, (short) logVersion);
        s.putShort(0x42, (short) VERSION_1);
        s.putInt(0x44, (int) logLength);
        s.putLong(0x48, logOffset);
        return Checksum.seal(s);
    }

    boolean hasLog() {
        return !logGuid.equals(NIL);
    }
}
