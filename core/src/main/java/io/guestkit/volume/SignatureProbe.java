package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import java.io.IOException;

/**
 * Knows the signatures of what may stand on a disk or a partition by itself, such as file systems. Partition tables
 * ask it where their own bytes leave a doubt: content decides.
 */
@FunctionalInterface
public interface SignatureProbe {

    /**
     * Whether these bytes start with something that is known.
     *
     * @param content of any size, also 0
     * @throws IOException if it cannot be read
     */
    boolean recognises(BlockSource content) throws IOException;
}
