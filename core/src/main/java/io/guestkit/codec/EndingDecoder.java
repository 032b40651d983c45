package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;

/** A decoder that finds the end of a stream by itself, for formats that do not store how long the result is. */
public interface EndingDecoder extends Decoder {

    /**
     * Decompresses all there is; what is left of {@code output} then was not needed.
     *
     * @param input the stream and nothing behind it
     * @throws CorruptDataException if the stream is malformed, does not end, or does not fit into {@code output}
     * @throws UnsupportedFeatureException if it uses something that the decoder cannot do
     */
    void decodeToEnd(ByteBuffer input, ByteBuffer output) throws CorruptDataException, UnsupportedFeatureException;

    @Override
    default void decode(ByteBuffer input, ByteBuffer output) throws CorruptDataException, UnsupportedFeatureException {
        decodeToEnd(input, output);
        if (output.hasRemaining()) {
            throw new CorruptDataException("compressed stream ends %d bytes early".formatted(output.remaining()));
        }
    }
}
