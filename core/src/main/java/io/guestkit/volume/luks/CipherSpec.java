package io.guestkit.volume.luks;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;

/**
 * How sectors are encrypted, in dm-crypt's notation: {@code aes-xts-plain64}, {@code aes-cbc-essiv:sha256}.
 *
 * @param text the whole of it
 * @param ivHash for {@link SectorIv.Kind#ESSIV}; of no meaning otherwise
 */
record CipherSpec(String text, String cipher, Mode mode, SectorIv.Kind iv, Hash ivHash) {

    /** The unit in which dm-crypt counts sectors, whatever their size is, in bytes. */
    static final int SECTOR = 512;
    /** As many bytes as are ever decrypted in one call: enough for the JVM's vectors, few enough for a core's cache. */
    static final int MAX_BATCH = 128 << 10;

    private static final Hash UNUSED = new Hash("sha256", 32, 64);

    /** How blocks make a sector. */
    enum Mode {
        XTS,
        CBC,
        ECB,
        /** No encryption at all. */
        NULL
    }

    /** @throws UnsupportedFeatureException if a part of it is not known, by its name */
    static CipherSpec parse(String text) throws UnsupportedFeatureException {
        int cipherEnd = text.indexOf('-');
        if (cipherEnd < 0 || text.startsWith("capi:")) {
            throw unsupported(text, "this notation of it");
        }
        String cipher = text.substring(0, cipherEnd);
        int modeEnd = text.indexOf('-', cipherEnd + 1);
        String mode = modeEnd < 0 ? text.substring(cipherEnd + 1) : text.substring(cipherEnd + 1, modeEnd);
        String iv = modeEnd < 0 ? "" : text.substring(modeEnd + 1);
        if (cipher.equals("cipher_null")) {
            return new CipherSpec(text, cipher, Mode.NULL, SectorIv.Kind.NULL, UNUSED);
        }
        switch (cipher) {
            case "aes", "serpent", "twofish", "camellia" -> {}
            default -> throw unsupported(text, "cipher " + cipher);
        }
        Mode known = switch (mode) {
            case "xts" -> Mode.XTS;
            case "cbc" -> Mode.CBC;
            case "ecb" -> Mode.ECB;
            default -> throw unsupported(text, "mode " + mode);
        };
        if (known == Mode.ECB) {
            return new CipherSpec(text, cipher, known, SectorIv.Kind.NULL, UNUSED);
        }
        try {
            SectorIv.Kind kind = SectorIv.kind(iv);
            Hash hash = kind == SectorIv.Kind.ESSIV ? Hash.named(iv.substring(iv.indexOf(':') + 1)) : UNUSED;
            return new CipherSpec(text, cipher, known, kind, hash);
        } catch (UnsupportedFeatureException e) {
            throw unsupported(text, String.valueOf(e.getMessage()));
        }
    }

    private static UnsupportedFeatureException unsupported(String text, String part) {
        return new UnsupportedFeatureException("encryption " + text + ": " + part + " is not supported");
    }

    /**
     * Fails unless keys of this length fit.
     *
     * @param keyLength in bytes
     */
    void checkKey(int keyLength, String where) throws CorruptDataException {
        boolean fits = switch (mode) {
            case XTS -> keyLength % 2 == 0 && isBlockKey(keyLength / 2);
            case CBC, ECB -> isBlockKey(keyLength);
            case NULL -> true;
        };
        if (!fits) {
            throw new CorruptDataException(where + ": " + text + " has no keys of " + keyLength + " bytes");
        }
        if (iv == SectorIv.Kind.ESSIV && !isBlockKey(ivHash.length())) {
            throw new CorruptDataException(where + ": " + text + ": " + cipher + " has no keys of the "
                    + ivHash.length() + " bytes of " + ivHash.name());
        }
    }

    private static boolean isBlockKey(int length) {
        return length == 16 || length == 24 || length == 32;
    }

    /**
     * A new cipher, for one thread.
     *
     * @param key of a length that {@link #checkKey} accepts
     * @param sectorSize in bytes, a power of 2 from 512 to 4096
     */
    SectorCipher start(byte[] key, int sectorSize) {
        return switch (mode) {
            case NULL -> SectorCipher.NULL;
            case ECB -> {
                BlockCipher blocks = blocks(key);
                yield (bytes, offset, length, sector) -> blocks.decrypt(bytes, offset, length);
            }
            case CBC -> {
                BlockCipher blocks = blocks(key);
                yield new CbcCipher(blocks, ivs(key, blocks), sectorSize);
            }
            case XTS -> {
                byte[] first = Arrays.copyOf(key, key.length / 2);
                byte[] second = Arrays.copyOfRange(key, key.length / 2, key.length);
                try {
                    BlockCipher blocks = blocks(first);
                    yield new XtsCipher(blocks, blocks(second), ivs(key, blocks), sectorSize);
                } finally {
                    Arrays.fill(first, (byte) 0);
                    Arrays.fill(second, (byte) 0);
                }
            }
        };
    }

    private SectorIv ivs(byte[] key, BlockCipher blocks) {
        if (iv != SectorIv.Kind.ESSIV) {
            return SectorIv.of(iv, blocks);
        }
        byte[] salt = ivHash.start().digest(key);
        try {
            return SectorIv.of(iv, blocks(salt));
        } finally {
            Arrays.fill(salt, (byte) 0);
        }
    }

    private BlockCipher blocks(byte[] key) {
        return cipher.equals("aes") ? new AesCipher(key) : new BouncyCipher(cipher, key);
    }
}
