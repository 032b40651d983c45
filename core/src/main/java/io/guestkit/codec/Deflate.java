package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Deflate streams (RFC 1951), bare or in a zlib wrapper (RFC 1950). */
public final class Deflate {

    /** The bare stream, as qcow2 and ZIP store it. */
    public static final Decoder RAW = (input, output) -> inflate(true, input, output);

    /** With the two-byte header and the Adler-32 of RFC 1950, as VMDK and DMG store it. */
    public static final Decoder ZLIB = (input, output) -> inflate(false, input, output);

    private Deflate() {}

    private static void inflate(boolean raw, ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        Inflater inflater = new Inflater(raw);
        try {
            inflater.setInput(input);
            while (output.hasRemaining()) {
                if (inflater.inflate(output) == 0 && output.hasRemaining()) {
                    throw new CorruptDataException("deflate stream ends %d bytes early".formatted(output.remaining()));
                }
            }
        } catch (DataFormatException e) {
            throw new CorruptDataException("deflate stream is malformed: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
