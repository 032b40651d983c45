package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Arrays;

/**
 * A value: cell {@code vk}.
 *
 * @param size of its data in bytes, below 2³¹
 * @param resident whether the data are in {@code data} themselves
 * @param data an offset, or up to four bytes
 * @param name empty for the default value
 */
record KeyValue(int size, boolean resident, int data, int type, String name) {

    private static final int RESIDENT = 0x8000_0000;
    private static final int COMPRESSED_NAME = 0x0001;
    private static final int NAME = 0x14;
    private static final int MAX_LENGTH = NAME + 0xffff;

    static KeyValue read(HiveBins bins, long offset) throws IOException {
        return parse(bins.head("key value", offset, MAX_LENGTH));
    }

    static KeyValue parse(StructView s) throws CorruptDataException {
        s.expectMagic(0x00, (byte) 'v', (byte) 'k');
        int size = s.i32(0x04);
        boolean resident = size < 0;
        if (resident && (size & ~RESIDENT) > 4) {
            throw s.corrupt(0x04, "Data size", size & ~RESIDENT, "at most 4 in the value itself");
        }
        return new KeyValue(
                size & ~RESIDENT,
                resident,
                s.i32(0x08),
                s.i32(0x0c),
                Names.decode(s.bytes(NAME, s.u16(0x02)), (s.u16(0x10) & COMPRESSED_NAME) != 0));
    }

    byte[] data(HiveBins bins, boolean bigData) throws IOException {
        if (resident) {
            byte[] word = {(byte) data, (byte) (data >> 8), (byte) (data >> 16), (byte) (data >> 24)};
            return Arrays.copyOf(word, size);
        }
        if (size == 0) {
            return new byte[0];
        }
        if (size > bins.maxData()) {
            throw new CorruptDataException(
                    "key value: Data size at +0x4 is " + size + ", more than the hive has: " + bins.maxData());
        }
        long offset = data & 0xffff_ffffL;
        return bigData && size > BigData.SEGMENT
                ? BigData.read(bins, offset, size)
                : bins.bytes("value data", offset, size);
    }
}
