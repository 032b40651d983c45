package io.guestkit.volume.luks;

import io.guestkit.io.UnsupportedFeatureException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A hash by the name that Linux gives it, and what LUKS makes of hashes. The JDK's implementations are used where there
 * are any, since the JVM has intrinsics for them.
 *
 * @param name as the header has it
 * @param length of a digest in bytes
 * @param blockLength of HMAC in bytes
 */
record Hash(String name, int length, int blockLength) {

    /** @throws UnsupportedFeatureException if there is no implementation of it */
    static Hash named(String name) throws UnsupportedFeatureException {
        return switch (name) {
            case "sha1" -> new Hash(name, 20, 64);
            case "sha224" -> new Hash(name, 28, 64);
            case "sha256" -> new Hash(name, 32, 64);
            case "sha384" -> new Hash(name, 48, 128);
            case "sha512" -> new Hash(name, 64, 128);
            case "sha3-224" -> new Hash(name, 28, 144);
            case "sha3-256" -> new Hash(name, 32, 136);
            case "sha3-384" -> new Hash(name, 48, 104);
            case "sha3-512" -> new Hash(name, 64, 72);
            case "ripemd160", "rmd160" -> new Hash(name, 20, 64);
            case "whirlpool", "wp512" -> new Hash(name, 64, 64);
            case "wp384" -> new Hash(name, 48, 64);
            case "wp256" -> new Hash(name, 32, 64);
            case "blake2b-512" -> new Hash(name, 64, 128);
            case "blake2s-256" -> new Hash(name, 32, 64);
            default -> throw new UnsupportedFeatureException("hash " + name);
        };
    }

    /** A fresh computation; it can be cloned. */
    MessageDigest start() {
        try {
            return switch (name) {
                case "sha1" -> MessageDigest.getInstance("SHA-1");
                case "sha224" -> MessageDigest.getInstance("SHA-224");
                case "sha256" -> MessageDigest.getInstance("SHA-256");
                case "sha384" -> MessageDigest.getInstance("SHA-384");
                case "sha512" -> MessageDigest.getInstance("SHA-512");
                case "sha3-224" -> MessageDigest.getInstance("SHA3-224");
                case "sha3-256" -> MessageDigest.getInstance("SHA3-256");
                case "sha3-384" -> MessageDigest.getInstance("SHA3-384");
                case "sha3-512" -> MessageDigest.getInstance("SHA3-512");
                default -> BouncyDigest.named(name, length);
            };
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks a hash that every Java has", e);
        }
    }

    /**
     * PBKDF2 with HMAC of this hash (RFC 8018, 5.2).
     *
     * @param iterations at least 1; the caller has bounded it
     * @param keyLength in bytes
     */
    byte[] pbkdf2(byte[] password, byte[] salt, long iterations, int keyLength) {
        MessageDigest inner = start();
        MessageDigest outer = start();
        keyHmac(password, inner, outer);
        byte[] key = new byte[keyLength];
        for (int block = 1, at = 0; at < keyLength; block++, at += length) {
            MessageDigest first = copy(inner);
            first.update(salt);
            for (int shift = 24; shift >= 0; shift -= 8) {
                first.update((byte) (block >>> shift));
            }
            byte[] u = hmac(first, outer);
            byte[] sum = u.clone();
            for (long i = 1; i < iterations; i++) {
                MessageDigest next = copy(inner);
                next.update(u);
                u = hmac(next, outer);
                for (int j = 0; j < sum.length; j++) {
                    sum[j] ^= u[j];
                }
            }
            System.arraycopy(sum, 0, key, at, Math.min(length, keyLength - at));
            Arrays.fill(sum, (byte) 0);
        }
        return key;
    }

    /** How many times {@link #pbkdf2} computes HMAC, which is what it costs. */
    long pbkdf2Cost(long iterations, int keyLength) {
        return iterations * ((keyLength + length - 1) / length); // 2³² times at most 512: below 2⁶³
    }

    private void keyHmac(byte[] password, MessageDigest inner, MessageDigest outer) {
        byte[] key = password.length > blockLength ? start().digest(password) : password;
        byte[] pad = Arrays.copyOf(key, blockLength);
        for (int i = 0; i < pad.length; i++) {
            pad[i] ^= 0x36;
        }
        inner.update(pad);
        for (int i = 0; i < pad.length; i++) {
            pad[i] ^= 0x36 ^ 0x5c;
        }
        outer.update(pad);
        Arrays.fill(pad, (byte) 0);
    }

    private static byte[] hmac(MessageDigest inner, MessageDigest outer) {
        MessageDigest last = copy(outer);
        last.update(inner.digest());
        return last.digest();
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("a hash that cannot be cloned", e);
        }
    }
}
