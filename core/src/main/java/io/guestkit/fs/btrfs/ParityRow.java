package io.guestkit.fs.btrfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a row of RAID5 or RAID6, one of which is to be made anew. P is the sum of all pieces of data; Q is the sum
 * of piece i times 2^i, in the field of 256 elements with the polynomial x⁸+x⁴+x³+x²+1.
 */
final class ParityRow {

    private static final int POLYNOMIAL = 0x11d;
    private static final int ORDER = 255;
    private static final int[] POWER = new int[2 * ORDER];
    private static final int[] LOGARITHM = new int[256];

    static {
        for (int i = 0, value = 1; i < POWER.length; i++) {
            POWER[i] = value;
            if (i < ORDER) {
                LOGARITHM[value] = i;
            }
            value <<= 1;
            value = value > 0xff ? value ^ POLYNOMIAL : value;
        }
    }

    private final byte[] @Nullable [] pieces;
    private final int data;
    private final int parities;
    private final int wanted;
    private final int length;

    /**
     * @param data how many pieces hold data; they come first
     * @param parities 1 for P, 2 for P and Q
     * @param wanted the piece to be made anew
     */
    ParityRow(int data, int parities, int wanted, int length) {
        this.pieces = new byte[data + parities] @Nullable [];
        this.data = data;
        this.parities = parities;
        this.wanted = wanted;
        this.length = length;
    }

    void set(int index, byte[] piece) {
        pieces[index] = piece;
    }

    /**
     * Makes the wanted piece.
     *
     * @param attempt 1: whatever the pieces allow; 2: as if P were damaged; from 3 on: as if one more piece of data were
     * @throws IOException if too many pieces are not there
     */
    byte[] rebuild(int attempt) throws IOException {
        if (attempt == 2) {
            pieces[data] = null;
        } else if (attempt > 2) {
            int other = attempt - 3;
            pieces[other < wanted ? other : other + 1] = null;
        }
        int second = -1;
        int missing = 0;
        for (int i = 0; i < data; i++) {
            if (i != wanted && pieces[i] == null) {
                second = i;
                missing++;
            }
        }
        byte[] p = pieces[data];
        byte[] q = parities < 2 ? null : pieces[data + 1];
        if (missing == 0 && p != null) {
            return sum(p, false);
        }
        if (missing == 0 && q != null) {
            byte[] rest = sum(q, true);
            for (int i = 0; i < length; i++) {
                rest[i] = (byte) divided(rest[i] & 0xff, wanted);
            }
            return rest;
        }
        if (missing == 1 && p != null && q != null) {
            byte[] two = sum(p, false); // wanted + second
            byte[] rest = sum(q, true); // wanted * 2^wanted + second * 2^second
            int factor = LOGARITHM[POWER[wanted % ORDER] ^ POWER[second % ORDER]];
            for (int i = 0; i < length; i++) {
                rest[i] = (byte) divided((rest[i] & 0xff) ^ times(two[i] & 0xff, second), factor);
            }
            return rest;
        }
        throw new IOException("btrfs: more devices are missing than the parity makes up for");
    }

    /** A parity less what the pieces at hand have put into it. */
    private byte[] sum(byte[] parity, boolean weighted) {
        byte[] sum = parity.clone();
        for (int i = 0; i < data; i++) {
            byte[] piece = pieces[i];
            if (i != wanted && piece != null) {
                for (int at = 0; at < length; at++) {
                    sum[at] ^= weighted ? (byte) times(piece[at] & 0xff, i) : piece[at];
                }
            }
        }
        return sum;
    }

    /** Times 2 to the power of {@code exponent}. */
    private static int times(int value, int exponent) {
        return value == 0 ? 0 : POWER[(LOGARITHM[value] + exponent) % ORDER];
    }

    private static int divided(int value, int exponent) {
        return value == 0 ? 0 : POWER[(LOGARITHM[value] + ORDER - exponent % ORDER) % ORDER];
    }
}
