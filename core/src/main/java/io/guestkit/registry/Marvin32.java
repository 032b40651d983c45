package io.guestkit.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The checksum of log entries, with the seed that hives use. Fed with multiples of four bytes. */
final class Marvin32 {

    private static final int SEED_LOW = 0x7a4e_55c5;
    private static final int SEED_HIGH = 0x82ef_4d88;
    private static final int END = 0x80;

    private int low = SEED_LOW;
    private int high = SEED_HIGH;

    /** @param bytes a multiple of four of them remain */
    void update(ByteBuffer bytes) {
        ByteBuffer words = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (words.remaining() >= 4) {
            mix(words.getInt());
        }
    }

    long finish() {
        mix(END);
        mix(0);
        return (long) high << 32 | low & 0xffff_ffffL;
    }

    private void mix(int word) {
        low += word;
        high ^= low;
        low = Integer.rotateLeft(low, 20) + high;
        high = Integer.rotateLeft(high, 9) ^ low;
        low = Integer.rotateLeft(low, 27) + high;
        high = Integer.rotateLeft(high, 19);
    }
}
