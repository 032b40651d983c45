package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/**
 * XPRESS with Huffman codes ("LZ77+Huffman"), as WIM archives and the compressed system files of Windows 10 use it.
 * Specification: Microsoft, <a
 * href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-xca/">[MS-XCA]</a>, section 2.2.
 */
public final class Xpress {

    /** Longest output of one block; longer streams have several blocks, which neither WIM nor NTFS writes. */
    public static final int MAX_BLOCK = 1 << 16;

    /** One block: 256 bytes with the lengths of 512 code words, then the code. */
    public static final Decoder HUFFMAN = Xpress::decompress;

    private static final String NAME = "XPRESS block";
    private static final int SYMBOLS = 512;
    private static final int MIN_MATCH = 3;

    private Xpress() {}

    private static void decompress(ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        if (output.remaining() > MAX_BLOCK) {
            throw new CorruptDataException(
                    "%s: %d bytes are wanted and it holds at most %d".formatted(NAME, output.remaining(), MAX_BLOCK));
        }
        if (input.remaining() < SYMBOLS / 2) {
            throw new CorruptDataException(NAME + " ends inside its code lengths");
        }
        byte[] lengths = new byte[SYMBOLS];
        for (int i = 0; i < SYMBOLS; i += 2) {
            byte pair = input.get();
            lengths[i] = (byte) (pair & 0x0f);
            lengths[i + 1] = (byte) (pair >> 4 & 0x0f);
        }
        CanonicalCode code = new CanonicalCode(NAME, lengths);
        WordBits bits = new WordBits(NAME, input);
        byte[] out = new byte[output.remaining()];
        for (int at = 0; at < out.length; ) {
            int symbol = bits.symbol(code);
            if (symbol < 256) {
                out[at++] = (byte) symbol;
                continue;
            }
            int length = symbol & 0x0f;
            int offsetBits = symbol >> 4 & 0x0f;
            bits.ahead(); // the word that may follow is taken before the bytes of the length
            int offset = 1 << offsetBits | bits.take(offsetBits);
            if (length == 0x0f) {
                length += bits.u8();
                if (length == 0x0f + 0xff) {
                    length = bits.u16();
                }
            }
            at = Matches.copy(NAME, out, at, offset, length + MIN_MATCH);
        }
        output.put(out);
    }
}
