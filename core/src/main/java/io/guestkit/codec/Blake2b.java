package io.guestkit.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** BLAKE2b (RFC 7693) without a key, a digest of 1 to 64 bytes. */
public final class Blake2b {

    private static final int BLOCK = 128;
    private static final int ROUNDS = 12;

    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };

    /** Which word of the message goes where in each round, a hexadecimal digit for each; then it starts over. */
    private static final String[] SIGMA = {
        "0123456789abcdef",
        "ea489fd61c02b753",
        "b8c052fdae367194",
        "7931dcbe265a40f8",
        "905724afe1bc683d",
        "2c6a0b834d75fe19",
        "c51fed4a0763928b",
        "db7ec13950f4862a",
        "6fe9b308c2d714a5",
        "a2847615fb9e3cd0"
    };

    private static final int[] ORDER = order();

    private Blake2b() {}

    private static int[] order() {
        int[] order = new int[ROUNDS * 16];
        for (int i = 0; i < order.length; i++) {
            order[i] = Character.digit(SIGMA[i / 16 % SIGMA.length].charAt(i % 16), 16);
        }
        return order;
    }

    /**
     * The digest of what remains of {@code input}, whose position stays.
     *
     * @param length of the digest in bytes, 1 to 64
     */
    public static byte[] digest(ByteBuffer input, int length) {
        if (length < 1 || length > 64) {
            throw new IllegalArgumentException("a digest of " + length + " bytes");
        }
        ByteBuffer bytes = input.slice().order(ByteOrder.LITTLE_ENDIAN);
        long[] h = IV.clone();
        h[0] ^= 0x0101_0000L ^ length;
        long[] message = new long[16];
        int at = 0;
        for (; bytes.limit() - at > BLOCK; at += BLOCK) {
            load(bytes, at, message);
            compress(h, message, at + BLOCK, false);
        }
        ByteBuffer last = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        last.put(0, bytes, at, bytes.limit() - at);
        load(last, 0, message);
        compress(h, message, bytes.limit(), true);
        ByteBuffer digest = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (long word : h) {
            digest.putLong(word);
        }
        return java.util.Arrays.copyOf(digest.array(), length);
    }

    private static void load(ByteBuffer bytes, int at, long[] message) {
        for (int i = 0; i < message.length; i++) {
            message[i] = bytes.getLong(at + 8 * i);
        }
    }

    private static void compress(long[] h, long[] message, long count, boolean last) {
        long[] v = new long[16];
        System.arraycopy(h, 0, v, 0, 8);
        System.arraycopy(IV, 0, v, 8, 8);
        v[12] ^= count;
        if (last) {
            v[14] = ~v[14];
        }
        for (int i = 0; i < ORDER.length; i += 16) {
            mix(v, 0, 4, 8, 12, message[ORDER[i]], message[ORDER[i + 1]]);
            mix(v, 1, 5, 9, 13, message[ORDER[i + 2]], message[ORDER[i + 3]]);
            mix(v, 2, 6, 10, 14, message[ORDER[i + 4]], message[ORDER[i + 5]]);
            mix(v, 3, 7, 11, 15, message[ORDER[i + 6]], message[ORDER[i + 7]]);
            mix(v, 0, 5, 10, 15, message[ORDER[i + 8]], message[ORDER[i + 9]]);
            mix(v, 1, 6, 11, 12, message[ORDER[i + 10]], message[ORDER[i + 11]]);
            mix(v, 2, 7, 8, 13, message[ORDER[i + 12]], message[ORDER[i + 13]]);
            mix(v, 3, 4, 9, 14, message[ORDER[i + 14]], message[ORDER[i + 15]]);
        }
        for (int i = 0; i < 8; i++) {
            h[i] ^= v[i] ^ v[i + 8];
        }
    }

    private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
        v[a] += v[b] + x;
        v[d] = Long.rotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = Long.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 63);
    }
}
