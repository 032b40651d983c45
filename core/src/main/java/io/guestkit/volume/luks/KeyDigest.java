package io.guestkit.volume.luks;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What tells whether a volume key is the right one.
 *
 * @param salt of PBKDF2
 * @param iterations of PBKDF2
 * @param digest what PBKDF2 has to make of the key
 */
@SuppressWarnings("ArrayRecordComponent") // private to the package, and nobody compares these
record KeyDigest(Hash hash, byte[] salt, long iterations, byte[] digest) {

    boolean matches(byte[] volumeKey) {
        byte[] derived = hash.pbkdf2(volumeKey, salt, iterations, digest.length);
        boolean same = MessageDigest.isEqual(derived, digest);
        Arrays.fill(derived, (byte) 0);
        return same;
    }

    long cost() {
        return hash.pbkdf2Cost(iterations, digest.length);
    }
}
