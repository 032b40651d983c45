package io.guestkit.volume.luks;

/** A cipher of blocks of 16 bytes, one block after the other, with its key. For one thread. */
interface BlockCipher {

    /** In bytes. */
    int BLOCK = 16;

    /** Encrypts in place; {@code length} is a multiple of {@link #BLOCK}. */
    void encrypt(byte[] bytes, int offset, int length);

    /** Decrypts in place; {@code length} is a multiple of {@link #BLOCK}. */
    void decrypt(byte[] bytes, int offset, int length);
}
