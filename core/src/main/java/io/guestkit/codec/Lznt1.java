package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * LZNT1, the compression of NTFS. Specification: Microsoft, <a
 * href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-xca/">[MS-XCA]</a>, section 2.5.
 *
 * <p>A buffer is a row of chunks, each of which stands for 4096 bytes. It ends where the output is full, at a header of
 * zero or where the input ends between two chunks; what is missing then, or at the end of a chunk, is zeros. That is the
 * format's own way to store zeros, so only a chunk that is cut short is an error.
 */
public final class Lznt1 {

    public static final Decoder CHUNKS = Lznt1::decompress;

    private static final int CHUNK = 4096;
    private static final int COMPRESSED = 0x8000;
    private static final int SIGNATURE = 0x3000;
    private static final int SIGNATURE_MASK = 0x7000;

    private Lznt1() {}

    private static void decompress(ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        ByteBuffer in = input.slice().order(ByteOrder.LITTLE_ENDIAN);
        byte[] chunk = new byte[CHUNK];
        while (output.hasRemaining()) {
            int header = in.remaining() < 2 ? 0 : in.getShort() & 0xffff;
            if (header == 0) {
                break;
            }
            if ((header & SIGNATURE_MASK) != SIGNATURE) {
                throw new CorruptDataException(
                        "LZNT1 chunk has the header 0x%04x, whose signature is not 3".formatted(header));
            }
            int length = (header & 0xfff) + 1;
            if (length > in.remaining()) {
                throw new CorruptDataException(
                        "LZNT1 chunk of %d bytes is cut after %d".formatted(length, in.remaining()));
            }
            ByteBuffer body = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            in.position(in.position() + length);
            int count = (header & COMPRESSED) != 0 ? expand(body, chunk) : copy(body, chunk);
            java.util.Arrays.fill(chunk, count, CHUNK, (byte) 0);
            output.put(chunk, 0, Math.min(CHUNK, output.remaining()));
        }
        while (output.hasRemaining()) {
            java.util.Arrays.fill(chunk, (byte) 0);
            output.put(chunk, 0, Math.min(CHUNK, output.remaining()));
        }
    }

    private static int copy(ByteBuffer body, byte[] chunk) {
        int count = body.remaining(); // at most the 4096 that twelve bits and one can say
        body.get(chunk, 0, count);
        return count;
    }

    /** @return how many bytes the chunk holds */
    private static int expand(ByteBuffer body, byte[] chunk) throws CorruptDataException {
        int at = 0;
        while (body.hasRemaining()) {
            int flags = body.get();
            for (int bit = 0; bit < 8 && body.hasRemaining(); bit++) {
                if ((flags >> bit & 1) == 0) {
                    if (at == CHUNK) {
                        throw tooLong();
                    }
                    chunk[at++] = body.get();
                } else {
                    at = repeat(body, chunk, at);
                }
            }
        }
        return at;
    }

    private static int repeat(ByteBuffer body, byte[] chunk, int at) throws CorruptDataException {
        if (body.remaining() < 2) {
            throw new CorruptDataException("LZNT1 chunk ends inside a token");
        }
        int token = body.getShort() & 0xffff;
        // the further inside the chunk, the more bits say how far back: enough for its start, but at least four
        int lengthBits = at <= 16 ? 12 : 12 - (28 - Integer.numberOfLeadingZeros(at - 1));
        int back = (token >> lengthBits) + 1;
        int length = (token & ((1 << lengthBits) - 1)) + 3;
        return Matches.copy("LZNT1 chunk", chunk, at, back, length);
    }

    private static CorruptDataException tooLong() {
        return new CorruptDataException("LZNT1 chunk holds more than its 4096 bytes");
    }
}
