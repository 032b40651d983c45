package io.guestkit.codec;

import java.nio.ByteBuffer;

/** Compresses units of bytes, each by itself. For one thread; holds memory outside of the heap until it is closed. */
public interface Compressor extends AutoCloseable {

    /**
     * Compresses what remains of {@code input}.
     *
     * @param input direct; where its position is afterwards is not defined
     * @param output direct; its position moves behind the compressed bytes
     * @return false if they do not fit into what remains of {@code output}, which is then undefined
     */
    boolean compress(ByteBuffer input, ByteBuffer output);

    @Override
    void close();
}
