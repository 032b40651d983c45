package io.guestkit.volume.luks;

/** Decrypts whole sectors, each by its number. For one thread. */
interface SectorCipher {

    /**
     * Decrypts in place.
     *
     * @param length a multiple of the size of a sector, at most {@link CipherSpec#MAX_BATCH}
     * @param sector number of the first one for its IV, in units of 512 bytes whatever the size of a sector is
     */
    void decrypt(byte[] bytes, int offset, int length, long sector);

    /** Leaves bytes as they are: {@code cipher_null}. */
    SectorCipher NULL = (bytes, offset, length, sector) -> {};
}
