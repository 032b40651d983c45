package io.guestkit.volume.luks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** CBC of many sectors at once, each with an IV of its own. Decryption needs no order, so the blocks are one long run. */
final class CbcCipher implements SectorCipher {

    private final BlockCipher cipher;
    private final SectorIv iv;
    private final int sectorSize;
    private final byte[] ivs = new byte[CipherSpec.MAX_BATCH / CipherSpec.SECTOR * BlockCipher.BLOCK];
    private final byte[] chained = new byte[CipherSpec.MAX_BATCH];

    CbcCipher(BlockCipher cipher, SectorIv iv, int sectorSize) {
        this.cipher = cipher;
        this.iv = iv;
        this.sectorSize = sectorSize;
    }

    @Override
    public void decrypt(byte[] bytes, int offset, int length, long sector) {
        int sectors = length / sectorSize;
        iv.fill(ivs, sectors, sector, sectorSize / CipherSpec.SECTOR);
        for (int i = 0; i < sectors; i++) {
            int at = i * sectorSize;
            System.arraycopy(ivs, i * BlockCipher.BLOCK, chained, at, BlockCipher.BLOCK);
            System.arraycopy(bytes, offset + at, chained, at + BlockCipher.BLOCK, sectorSize - BlockCipher.BLOCK);
        }
        cipher.decrypt(bytes, offset, length);
        ByteBuffer words = ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer before = ByteBuffer.wrap(chained).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < length; at += 8) {
            words.putLong(at, words.getLong(at) ^ before.getLong(at));
        }
    }
}
