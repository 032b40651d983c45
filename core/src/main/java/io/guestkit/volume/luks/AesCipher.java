package io.guestkit.volume.luks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** AES of the JDK, which the JVM has intrinsics for: the more blocks at once, the better. */
final class AesCipher implements BlockCipher {

    private final Cipher encrypt;
    private final Cipher decrypt;

    /** @param key of 16, 24 or 32 bytes */
    AesCipher(byte[] key) {
        try {
            SecretKeySpec spec = new SecretKeySpec(key, "AES");
            encrypt = Cipher.getInstance("AES/ECB/NoPadding");
            encrypt.init(Cipher.ENCRYPT_MODE, spec);
            decrypt = Cipher.getInstance("AES/ECB/NoPadding");
            decrypt.init(Cipher.DECRYPT_MODE, spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks the AES that every Java has", e);
        }
    }

    @Override
    public void encrypt(byte[] bytes, int offset, int length) {
        update(encrypt, bytes, offset, length);
    }

    @Override
    public void decrypt(byte[] bytes, int offset, int length) {
        update(decrypt, bytes, offset, length);
    }

    private static void update(Cipher cipher, byte[] bytes, int offset, int length) {
        try {
            cipher.update(bytes, offset, length, bytes, offset); // whole blocks, so that nothing is held back
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("whole blocks in place always fit", e);
        }
    }
}
