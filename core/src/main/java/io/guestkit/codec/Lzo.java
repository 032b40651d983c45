package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/**
 * LZO1X streams. Specification: "LZO stream format as understood by Linux's LZO decompressor" in the documentation of the
 * Linux kernel, <a href="https://docs.kernel.org/staging/lzo.html">docs.kernel.org/staging/lzo.html</a>.
 *
 * <p>A stream is a list of instructions, each of which copies from what was decoded before and then up to three literals;
 * what an instruction below 16 means depends on how many literals the one before it copied. The variant with runs of
 * zeros (LZO-RLE), which only compressed memory uses, is not read.
 */
public final class Lzo implements EndingDecoder {

    /** One stream up to its end marker, whatever stands behind it. */
    public static final EndingDecoder LZO1X = new Lzo();

    /** Literals that an instruction copied by itself, as opposed to 0 to 3 that followed a match. */
    private static final int LITERAL_RUN = 4;

    private static final int M2_MAX_OFFSET = 0x800;
    private static final int M4_BASE = 0x4000;

    private Lzo() {}

    @Override
    public void decodeToEnd(ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        Window window = new Window("lzo stream", input, output.remaining());
        int instruction = window.next();
        int state = 0;
        if (instruction > 17) {
            int literals = instruction - 17;
            window.literals(literals);
            state = Math.min(literals, LITERAL_RUN);
            instruction = window.next();
        }
        state = step(window, instruction, state);
        while (state >= 0) {
            state = step(window, window.next(), state);
        }
        window.into(output);
    }

    /** @return how many literals were copied last, {@value #LITERAL_RUN} for a run of them; -1 at the end marker */
    private static int step(Window window, int instruction, int state) throws CorruptDataException {
        if (instruction < 16 && state == 0) {
            window.literals(length(window, instruction, 15) + 3);
            return LITERAL_RUN;
        }
        int literals;
        if (instruction < 16) {
            literals = instruction & 3;
            int distance = (window.next() << 2) + (instruction >> 2) + 1;
            window.copy(state == LITERAL_RUN ? distance + M2_MAX_OFFSET : distance, state == LITERAL_RUN ? 3 : 2);
        } else if (instruction < 32) {
            long length = length(window, instruction & 7, 7) + 2;
            int word = window.next() | window.next() << 8;
            int distance = ((instruction & 8) << 11) + (word >> 2);
            if (distance == 0) {
                return -1;
            }
            literals = word & 3;
            window.copy(distance + M4_BASE, length);
        } else if (instruction < 64) {
            long length = length(window, instruction & 31, 31) + 2;
            int word = window.next() | window.next() << 8;
            literals = word & 3;
            window.copy((word >> 2) + 1, length);
        } else {
            literals = instruction & 3;
            int distance = (window.next() << 3) + (instruction >> 2 & 7) + 1;
            window.copy(distance, (instruction >> 5) + 1L);
        }
        window.literals(literals);
        return literals;
    }

    /** The bits of an instruction; where they are 0, {@code most} and what the bytes behind it add. */
    private static long length(Window window, int bits, int most) throws CorruptDataException {
        if (bits != 0) {
            return bits;
        }
        long length = most;
        int more = window.next();
        while (more == 0) {
            length += 255; // once for each byte of the input
            more = window.next();
        }
        return length + more;
    }
}
