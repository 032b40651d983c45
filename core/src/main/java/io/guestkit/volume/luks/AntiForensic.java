package io.guestkit.volume.luks;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The anti-forensic splitter of LUKS (on-disk format 1, 2.4): key material is blown up to many stripes, of which each is
 * needed.
 */
final class AntiForensic {

    private AntiForensic() {}

    /**
     * Puts stripes together.
     *
     * @param material at least {@code stripes * keyLength} bytes
     * @return the key, {@code keyLength} bytes
     */
    static byte[] merge(byte[] material, int stripes, int keyLength, Hash hash) {
        byte[] sum = new byte[keyLength];
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int i = 0; i < keyLength; i++) {
                sum[i] ^= material[stripe * keyLength + i];
            }
            if (stripe < stripes - 1) {
                diffuse(sum, hash);
            }
        }
        return sum;
    }

    /** Replaces each piece of the length of a digest by the digest of its number and itself. */
    private static void diffuse(byte[] bytes, Hash hash) {
        MessageDigest digest = hash.start();
        for (int piece = 0, at = 0; at < bytes.length; piece++, at += hash.length()) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                digest.update((byte) (piece >>> shift));
            }
            int length = Math.min(hash.length(), bytes.length - at);
            digest.update(bytes, at, length);
            byte[] diffused = digest.digest();
            System.arraycopy(diffused, 0, bytes, at, length);
            Arrays.fill(diffused, (byte) 0);
        }
    }
}
