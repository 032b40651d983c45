package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/**
 * LZO1X streams without a header, as btrfs and squashfs store them. The byte sequences are described in
 * <a href="https://docs.kernel.org/staging/lzo.html">docs.kernel.org/staging/lzo</a>; version 0 of them, which all
 * compressors but that of zram write.
 */
public final class Lzo {

    /** One stream. */
    public static final Decoder LZO1X = (input, output) -> {
        decompress(input, output);
        if (output.hasRemaining()) {
            throw new CorruptDataException("LZO stream ends %d bytes early".formatted(output.remaining()));
        }
    };

    /** One stream that may be shorter than the output: where it ends is the output's position afterwards. */
    public static final Decoder LZO1X_UP_TO = Lzo::decompress;

    /** Longer than any output, so that sums of lengths that a stream extends byte by byte cannot overflow. */
    private static final int LONGEST = 1 << 30;

    /** Number of literals that stands for "four or more" in the state after them. */
    private static final int MANY = 4;

    private final ByteBuffer in;
    private final ByteBuffer out;
    private final int start;

    private Lzo(ByteBuffer in, ByteBuffer out) {
        this.in = in;
        this.out = out;
        this.start = out.position();
    }

    private static void decompress(ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        new Lzo(input, output).run();
    }

    private void run() throws CorruptDataException {
        int state = 0;
        int code = next();
        if (code > 17) {
            int count = code - 17;
            literals(count);
            state = Math.min(count, MANY);
            code = next();
        }
        // each round takes at least one byte of the input
        while (true) {
            int length;
            int distance;
            int literals;
            if (code < 16) {
                if (state == 0) {
                    literals(3 + extended(code, 15));
                    state = MANY;
                    code = next();
                    continue;
                }
                distance = (next() << 2) + (code >> 2) + 1 + (state == MANY ? 2048 : 0);
                length = state == MANY ? 3 : 2;
                literals = code & 3;
            } else if (code < 64) {
                int longest = code < 32 ? 7 : 31;
                length = 2 + extended(code & longest, longest);
                int pair = next() | next() << 8;
                literals = pair & 3;
                distance = (pair >> 2) + 1;
                if (code < 32) {
                    distance += 16384 + ((code & 8) << 11) - 1;
                    if (distance == 16384) {
                        return;
                    }
                }
            } else {
                distance = (next() << 3) + (code >> 2 & 7) + 1;
                length = code < 128 ? 3 + (code >> 5 & 1) : 5 + (code >> 5 & 3);
                literals = code & 3;
            }
            copy(distance, length);
            literals(literals);
            state = literals;
            code = next();
        }
    }

    private int next() throws CorruptDataException {
        if (!in.hasRemaining()) {
            throw new CorruptDataException("LZO stream has no end");
        }
        return in.get() & 0xff;
    }

    /** A length that goes on in further bytes where its bits in the instruction are all zero. */
    private int extended(int bits, int base) throws CorruptDataException {
        if (bits != 0) {
            return bits;
        }
        int length = base;
        int more = next();
        while (more == 0 && length < LONGEST) {
            length += 255;
            more = next();
        }
        return length + more;
    }

    private void literals(int count) throws CorruptDataException {
        if (count > in.remaining() || count > out.remaining()) {
            throw new CorruptDataException("LZO stream: %d literals, with %d bytes left to read and %d to write"
                    .formatted(count, in.remaining(), out.remaining()));
        }
        out.put(out.position(), in, in.position(), count);
        in.position(in.position() + count);
        out.position(out.position() + count);
    }

    /** Byte by byte where the match overlaps what it writes: it then repeats itself. */
    private void copy(int distance, int length) throws CorruptDataException {
        int to = out.position();
        int from = to - distance;
        if (from < start || length > out.remaining()) {
            throw new CorruptDataException(
                    "LZO stream: match of %d bytes at distance %d, with %d bytes written and %d left"
                            .formatted(length, distance, to - start, out.remaining()));
        }
        if (distance >= length) {
            out.put(to, out, from, length);
        } else {
            for (int i = 0; i < length; i++) {
                out.put(to + i, out.get(from + i));
            }
        }
        out.position(to + length);
    }
}
