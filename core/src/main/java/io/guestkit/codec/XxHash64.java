package io.guestkit.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** XXH64, a checksum; <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">specification</a>. */
public final class XxHash64 {

    private static final long PRIME_1 = 0x9E37_79B1_85EB_CA87L;
    private static final long PRIME_2 = 0xC2B2_AE3D_27D4_EB4FL;
    private static final long PRIME_3 = 0x1656_67B1_9E37_79F9L;
    private static final long PRIME_4 = 0x85EB_CA77_C2B2_AE63L;
    private static final long PRIME_5 = 0x27D4_EB2F_1656_67C5L;
    /** PRIME_1 + PRIME_2, modulo 2⁶⁴. */
    private static final long LANE_1 = 0x60EA_27EE_ADC0_B5D6L;

    private XxHash64() {}

    /** The checksum with seed 0 of what remains of {@code input}, whose position stays. */
    public static long of(ByteBuffer input) {
        ByteBuffer bytes = input.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = bytes.limit();
        int at = 0;
        long hash = PRIME_5;
        if (length >= 32) {
            long a = LANE_1;
            long b = PRIME_2;
            long c = 0;
            long d = -PRIME_1;
            for (; at <= length - 32; at += 32) {
                a = round(a, bytes.getLong(at));
                b = round(b, bytes.getLong(at + 8));
                c = round(c, bytes.getLong(at + 16));
                d = round(d, bytes.getLong(at + 24));
            }
            hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
            hash = merge(merge(merge(merge(hash, a), b), c), d);
        }
        hash += length;
        for (; at <= length - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, bytes.getLong(at)), 27) * PRIME_1 + PRIME_4;
        }
        if (at <= length - 4) {
            hash = Long.rotateLeft(hash ^ (bytes.getInt(at) & 0xffff_ffffL) * PRIME_1, 23) * PRIME_2 + PRIME_3;
            at += 4;
        }
        for (; at < length; at++) {
            hash = Long.rotateLeft(hash ^ (bytes.get(at) & 0xff) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
}
