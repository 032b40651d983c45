package io.guestkit.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/** UUIDs as UEFI and Windows store them, the first three groups little-endian; {@link StructView#guid} reads them. */
public final class Guid {

    private Guid() {}

    /** Writes one at an absolute index, whatever the order of the buffer is. */
    public static void put(ByteBuffer target, int offset, UUID guid) {
        long high = guid.getMostSignificantBits();
        target.slice(offset, 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(guid.getLeastSignificantBits());
    }
}
