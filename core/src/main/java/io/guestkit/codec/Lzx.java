package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * LZX in the variant of WIM archives and of the compressed system files of Windows 10: a window of 32 KiB, each block of
 * output compressed by itself. Specification: Microsoft, <a
 * href="https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-patch/">[MS-PATCH]</a> describes the
 * format; what WIM changes is that a stream has no header, that its first bit of a block stands for the usual size of 32
 * KiB, and that the addresses of x86 calls are always translated, as if a file had 12 000 000 bytes.
 */
public final class Lzx {

    /** Longest output. */
    public static final int WINDOW = 1 << 15;

    public static final Decoder WIM = (input, output) -> new Lzx(input, output.remaining()).decode(output);

    private static final String NAME = "LZX block";
    private static final int CHARS = 256;
    private static final int OFFSET_SLOTS = 30;
    private static final int MAIN_SYMBOLS = CHARS + 8 * OFFSET_SLOTS;
    private static final int LENGTH_SYMBOLS = 249;
    private static final int MIN_MATCH = 2;

    private static final int VERBATIM = 1;
    private static final int ALIGNED = 2;
    private static final int UNCOMPRESSED = 3;

    private static final int TRANSLATION_SIZE = 12_000_000;
    /** Bytes at the end in which no call is looked for. */
    private static final int TRANSLATION_MARGIN = 10;

    private final WordBits bits;
    private final byte[] out;
    private final byte[] mainLengths = new byte[MAIN_SYMBOLS];
    private final byte[] lengthLengths = new byte[LENGTH_SYMBOLS];
    /** The offsets of the last matches, most recent first. */
    private final int[] recent = {1, 1, 1};

    private Lzx(ByteBuffer input, int size) throws CorruptDataException {
        if (size > WINDOW) {
            throw new CorruptDataException(
                    "%s: %d bytes are wanted and it holds at most %d".formatted(NAME, size, WINDOW));
        }
        this.bits = new WordBits(NAME, input);
        this.out = new byte[size];
    }

    private void decode(ByteBuffer output) throws CorruptDataException {
        for (int at = 0; at < out.length; ) {
            int type = bits.take(3);
            int size = bits.take(1) == 1 ? WINDOW : bits.take(16);
            if (size == 0 || size > out.length - at) {
                throw new CorruptDataException(
                        "%s: a part of %d bytes at byte %d of %d".formatted(NAME, size, at, out.length));
            }
            switch (type) {
                case VERBATIM, ALIGNED -> expand(at, at + size, type == ALIGNED);
                case UNCOMPRESSED -> copy(at, size);
                default ->
                    throw new CorruptDataException("%s: a part has type %d, expected 1..3".formatted(NAME, type));
            }
            at += size;
        }
        undoCallTranslation();
        output.put(out);
    }

    private void copy(int at, int size) throws CorruptDataException {
        bits.align();
        for (int i = 0; i < recent.length; i++) {
            recent[i] = bits.i32();
        }
        bits.bytes(out, at, size);
        if ((size & 1) != 0) {
            bits.u8();
        }
    }

    private void expand(int from, int end, boolean aligned) throws CorruptDataException {
        CanonicalCode alignedCode = aligned ? alignedCode() : null;
        readLengths(mainLengths, 0, CHARS);
        readLengths(mainLengths, CHARS, MAIN_SYMBOLS);
        CanonicalCode main = new CanonicalCode(NAME, mainLengths);
        readLengths(lengthLengths, 0, LENGTH_SYMBOLS);
        CanonicalCode lengths = new CanonicalCode(NAME, lengthLengths);
        for (int at = from; at < end; ) {
            int symbol = bits.symbol(main);
            if (symbol < CHARS) {
                out[at++] = (byte) symbol;
                continue;
            }
            int length = symbol & 7;
            if (length == 7) {
                length += bits.symbol(lengths);
            }
            length += MIN_MATCH;
            int offset = offset((symbol - CHARS) >>> 3, alignedCode);
            if (length > end - at) {
                throw new CorruptDataException(
                        "%s: a match of %d bytes %d before the end of its part".formatted(NAME, length, end - at));
            }
            at = Matches.copy(NAME, out, at, offset, length);
        }
    }

    private int offset(int slot, @org.jspecify.annotations.Nullable CanonicalCode alignedCode)
            throws CorruptDataException {
        if (slot < 3) {
            int offset = recent[slot];
            recent[slot] = recent[0];
            recent[0] = offset;
            return offset;
        }
        int extra = Math.max(0, slot / 2 - 1);
        int base = slot == 3 ? 3 : (2 | slot & 1) << extra;
        int offset = base - 2;
        if (alignedCode != null && extra >= 3) {
            offset += bits.take(extra - 3) << 3;
            offset += bits.symbol(alignedCode);
        } else {
            offset += bits.take(extra);
        }
        recent[2] = recent[1];
        recent[1] = recent[0];
        recent[0] = offset;
        return offset;
    }

    private CanonicalCode alignedCode() throws CorruptDataException {
        byte[] lengths = new byte[8];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = (byte) bits.take(3);
        }
        return new CanonicalCode(NAME, lengths);
    }

    /** Lengths are stored as differences to those of the part before, and by a code of their own. */
    private void readLengths(byte[] lengths, int from, int end) throws CorruptDataException {
        byte[] preLengths = new byte[20];
        for (int i = 0; i < preLengths.length; i++) {
            preLengths[i] = (byte) bits.take(4);
        }
        CanonicalCode pre = new CanonicalCode(NAME, preLengths);
        for (int at = from; at < end; ) {
            int symbol = bits.symbol(pre);
            int run = 1;
            byte value = 0;
            switch (symbol) {
                case 17 -> run = 4 + bits.take(4);
                case 18 -> run = 20 + bits.take(5);
                case 19 -> {
                    run = 4 + bits.take(1);
                    symbol = bits.symbol(pre);
                    if (symbol > 16) {
                        throw new CorruptDataException(
                                "%s: symbol %d repeated in the code lengths".formatted(NAME, symbol));
                    }
                    value = difference(lengths[at], symbol);
                }
                default -> value = difference(lengths[at], symbol);
            }
            int to = Math.min(end, at + run); // encoders may let a run go on behind the end
            Arrays.fill(lengths, at, to, value);
            at = to;
        }
    }

    private static byte difference(byte before, int symbol) {
        return (byte) ((before - symbol + 17) % 17);
    }

    /** The addresses that follow E8, the x86 instruction for a call, were made absolute. */
    private void undoCallTranslation() {
        for (int i = 0; i < out.length - TRANSLATION_MARGIN; i++) {
            if (out[i] != (byte) 0xe8) {
                continue;
            }
            int target = (out[i + 1] & 0xff)
                    | (out[i + 2] & 0xff) << 8
                    | (out[i + 3] & 0xff) << 16
                    | (out[i + 4] & 0xff) << 24;
            if (target >= 0 ? target < TRANSLATION_SIZE : target >= -i) {
                int relative = target >= 0 ? target - i : target + TRANSLATION_SIZE;
                for (int b = 0; b < 4; b++) {
                    out[i + 1 + b] = (byte) (relative >> 8 * b);
                }
            }
            i += 4;
        }
    }
}
