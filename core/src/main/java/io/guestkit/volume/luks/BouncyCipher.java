package io.guestkit.volume.luks;

import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.SerpentEngine;
import org.bouncycastle.crypto.engines.TwofishEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** A cipher that the JDK does not have. */
final class BouncyCipher implements BlockCipher {

    private final org.bouncycastle.crypto.BlockCipher encrypt;
    private final org.bouncycastle.crypto.BlockCipher decrypt;

    /** @param key of 16, 24 or 32 bytes */
    BouncyCipher(String name, byte[] key) {
        encrypt = engine(name);
        encrypt.init(true, new KeyParameter(key));
        decrypt = engine(name);
        decrypt.init(false, new KeyParameter(key));
    }

    private static org.bouncycastle.crypto.BlockCipher engine(String name) {
        return switch (name) {
            case "serpent" -> new SerpentEngine();
            case "twofish" -> new TwofishEngine();
            case "camellia" -> new CamelliaEngine();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public void encrypt(byte[] bytes, int offset, int length) {
        process(encrypt, bytes, offset, length);
    }

    @Override
    public void decrypt(byte[] bytes, int offset, int length) {
        process(decrypt, bytes, offset, length);
    }

    private static void process(org.bouncycastle.crypto.BlockCipher engine, byte[] bytes, int offset, int length) {
        for (int at = offset; at < offset + length; at += BLOCK) {
            engine.processBlock(bytes, at, bytes, at);
        }
    }
}
