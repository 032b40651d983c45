package io.guestkit.registry;

import io.guestkit.io.StructView;
import java.io.IOException;

/** Data of more than 16344 bytes, since version 1.4: cell {@code db}, a list, and segments. */
final class BigData {

    /** Bytes in each segment but the last. */
    static final int SEGMENT = 16344;

    private static final int HEADER = 8;

    private BigData() {}

    /** @param size more than {@link #SEGMENT}, and no more than the hive has */
    static byte[] read(HiveBins bins, long offset, int size) throws IOException {
        StructView s = bins.head("big data", offset, HEADER);
        s.expectMagic(0x00, (byte) 'd', (byte) 'b');
        int needed = (size - 1) / SEGMENT + 1;
        int segments = s.u16(0x02);
        if (segments != needed) {
            throw s.corrupt(0x02, "Number of segments", segments, needed + " for " + size + " bytes");
        }
        StructView list = bins.head("list of segments", s.u32(0x04), segments * 4);
        byte[] data = new byte[size];
        for (int i = 0; i < segments; i++) {
            int at = i * SEGMENT; // below size
            byte[] segment = bins.bytes("data segment", list.u32(i * 4), Math.min(SEGMENT, size - at));
            System.arraycopy(segment, 0, data, at, segment.length);
        }
        return data;
    }
}
