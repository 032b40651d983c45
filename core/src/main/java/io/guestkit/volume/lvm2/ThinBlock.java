package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.zip.CRC32C;

/** Blocks of a thin pool's metadata: 4096 bytes, the checksum first and the block's own number at +8. */
final class ThinBlock {

    static final int SIZE = 4096;
    private static final int CHECKED = 4;

    private ThinBlock() {}

    static StructView read(String structure, BlockSource metadata, long number) throws IOException {
        if (number < 0 || number >= metadata.size() / SIZE) {
            throw new CorruptDataException(structure + ": block " + number + " lies outside the "
                    + metadata.size() / SIZE + " blocks there are");
        }
        return StructView.littleEndian(structure, metadata, number * SIZE, SIZE);
    }

    /**
     * @param xor by which the kind of the block tells itself apart
     * @param number where the block was read
     */
    static void check(StructView s, int xor, long number) throws CorruptDataException {
        CRC32C crc = new CRC32C();
        crc.update(s.bytes(CHECKED, SIZE - CHECKED));
        long expected = (~crc.getValue() ^ xor) & 0xffff_ffffL;
        if (s.u32(0x00) != expected) {
            throw s.corrupt(0x00, "csum", "0x" + Long.toHexString(s.u32(0x00)), "0x" + Long.toHexString(expected));
        }
        if (s.bits64(0x08) != number) {
            throw s.corrupt(0x08, "blocknr", Long.toUnsignedString(s.bits64(0x08)), number);
        }
    }
}
