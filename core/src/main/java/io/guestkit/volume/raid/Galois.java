package io.guestkit.volume.raid;

/** The field of 256 elements in which the second parity of RAID 6 is computed: polynomial 0x11d, generator 2. */
final class Galois {

    private static final byte[] EXP = new byte[255];
    private static final int[] LOG = new int[256];

    static {
        int value = 1;
        for (int i = 0; i < 255; i++) {
            EXP[i] = (byte) value;
            LOG[value] = i;
            value <<= 1;
            if (value > 255) {
                value ^= 0x11d;
            }
        }
    }

    private Galois() {}

    /** The generator to some power, not negative. */
    static int power(int exponent) {
        return EXP[exponent % 255] & 0xff;
    }

    static int inverse(int value) {
        return EXP[(255 - LOG[value]) % 255] & 0xff;
    }

    static int multiply(int one, int other) {
        return one == 0 || other == 0 ? 0 : EXP[(LOG[one] + LOG[other]) % 255] & 0xff;
    }

    /** Adds {@code factor} times {@code from} to {@code sum}. */
    static void addMultiple(byte[] sum, byte[] from, int factor) {
        if (factor == 1) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] ^= from[i];
            }
            return;
        }
        byte[] table = new byte[256];
        for (int i = 1; i < 256; i++) {
            table[i] = (byte) multiply(i, factor);
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= table[from[i] & 0xff];
        }
    }

    static void scale(byte[] bytes, int factor) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) multiply(bytes[i] & 0xff, factor);
        }
    }
}
