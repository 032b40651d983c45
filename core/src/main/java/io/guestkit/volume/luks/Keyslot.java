package io.guestkit.volume.luks;

/**
 * A place that holds the volume key, encrypted with a passphrase.
 *
 * @param number in the header
 * @param priority 2 is tried before 1; 0 is not tried
 * @param keyLength of the volume key in bytes
 * @param areaOffset of the encrypted key material, in bytes from the start of the header
 * @param areaCipher for the material, in sectors of 512 bytes that are numbered from 0
 * @param areaKeyLength in bytes
 */
record Keyslot(
        int number,
        int priority,
        int keyLength,
        Kdf kdf,
        int stripes,
        Hash stripesHash,
        long areaOffset,
        CipherSpec areaCipher,
        int areaKeyLength) {

    static final int IGNORED = 0;
    static final int NORMAL = 1;
    static final int PREFERRED = 2;

    /** As long as the volume key of any cipher, in bytes. */
    static final int MAX_KEY_LENGTH = 512;
    /** As many stripes as any version of cryptsetup makes. */
    static final int MAX_STRIPES = 4000;

    /** Of the key material in bytes, up to the end of a sector. */
    int materialLength() {
        return (keyLength * stripes + CipherSpec.SECTOR - 1) & -CipherSpec.SECTOR; // both are bounded: 2 MB
    }
}
