package io.guestkit.volume.luks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * XTS (IEEE 1619) of many sectors at once: the tweaks of all of them are laid out first, so that the block cipher gets
 * one long run. Sectors are whole blocks, so that no ciphertext is ever stolen.
 */
final class XtsCipher implements SectorCipher {

    /** x¹²⁸ in the field, which a carry out of the highest bit adds. */
    private static final long CARRY = 0x87;

    private final BlockCipher data;
    private final BlockCipher tweak;
    private final SectorIv iv;
    private final int sectorSize;
    private final byte[] tweaks = new byte[CipherSpec.MAX_BATCH / CipherSpec.SECTOR * BlockCipher.BLOCK];
    private final ByteBuffer firstTweaks = ByteBuffer.wrap(tweaks).order(ByteOrder.LITTLE_ENDIAN);

    XtsCipher(BlockCipher data, BlockCipher tweak, SectorIv iv, int sectorSize) {
        this.data = data;
        this.tweak = tweak;
        this.iv = iv;
        this.sectorSize = sectorSize;
    }

    @Override
    public void decrypt(byte[] bytes, int offset, int length, long sector) {
        int sectors = length / sectorSize;
        iv.fill(tweaks, sectors, sector, sectorSize / CipherSpec.SECTOR);
        tweak.encrypt(tweaks, 0, sectors * BlockCipher.BLOCK);
        ByteBuffer words = ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        whiten(words, sectors);
        data.decrypt(bytes, offset, length);
        whiten(words, sectors);
    }

    /** Adds to each block the tweak of its sector times x to the power of its number. */
    private void whiten(ByteBuffer words, int sectors) {
        for (int i = 0, at = 0; i < sectors; i++) {
            long low = firstTweaks.getLong(i * BlockCipher.BLOCK);
            long high = firstTweaks.getLong(i * BlockCipher.BLOCK + 8);
            for (int end = at + sectorSize; at < end; at += BlockCipher.BLOCK) {
                words.putLong(at, words.getLong(at) ^ low);
                words.putLong(at + 8, words.getLong(at + 8) ^ high);
                long carry = high >> 63 & CARRY;
                high = high << 1 | low >>> 63;
                low = low << 1 ^ carry;
            }
        }
    }
}
