package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;

/** Undoes one kind of compression. Stateless: any number of threads may use the same one. */
@FunctionalInterface
public interface Decoder {

    /**
     * Decompresses until {@code output} is full. What is left of {@code input} then does not matter: formats that count
     * in sectors hand over more than the compressed stream.
     *
     * @throws CorruptDataException if the stream is malformed or ends before {@code output} is full
     * @throws UnsupportedFeatureException if it uses something that the decoder cannot do
     */
    void decode(ByteBuffer input, ByteBuffer output) throws CorruptDataException, UnsupportedFeatureException;
}
