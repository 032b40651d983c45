package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/**
 * LZ4 blocks, without a frame. Specification: <a
 * href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4 Block Format Description</a>.
 *
 * <p>A block is a list of sequences: a token, literals, and a match that copies from what was decoded before. The last
 * one has no match; nothing but the end of the input marks it.
 */
public final class Lz4 implements EndingDecoder {

    /** One block. */
    public static final EndingDecoder BLOCK = new Lz4();

    private static final int MIN_MATCH = 4;

    private Lz4() {}

    @Override
    public void decodeToEnd(ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        Window window = new Window("lz4 block", input, output.remaining());
        while (true) {
            int token = window.next();
            window.literals(length(window, token >> 4));
            if (window.atEnd()) {
                break;
            }
            int distance = window.next() | window.next() << 8;
            window.copy(distance, length(window, token & 0xf) + MIN_MATCH);
        }
        window.into(output);
    }

    /** Four bits of a token, and where they are all set, what the bytes behind them add. */
    private static long length(Window window, int nibble) throws CorruptDataException {
        long length = nibble;
        if (nibble == 15) {
            int more;
            do {
                more = window.next();
                length += more; // at most 255 for each byte of the input
            } while (more == 255);
        }
        return length;
    }
}
