package io.guestkit.volume.gpt;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One of the two copies of a GPT: a header and the array of entries that it points to, both with their checksums right.
 *
 * @param sectorSize in bytes
 * @param entries {@link GptHeader#arrayLength} bytes
 */
record GptCopy(int sectorSize, GptHeader header, StructView entries) {

    /** Whether the signature of a header stands in that sector. */
    static boolean isSigned(BlockSource disk, int sectorSize, long lba) throws IOException {
        if (!holds(disk, sectorSize, lba)) {
            return false;
        }
        return StructView.littleEndian("gpt header", disk, lba * sectorSize, GptHeader.SIGNATURE.length)
                .startsWith(0, GptHeader.SIGNATURE);
    }

    /**
     * @param lba of the header
     * @throws CorruptDataException if there is no header that can be trusted in that sector
     */
    static GptHeader readHeader(BlockSource disk, int sectorSize, long lba) throws IOException {
        if (!holds(disk, sectorSize, lba)) {
            throw new CorruptDataException("gpt header: LBA " + lba + " lies behind the end of the disk");
        }
        return GptHeader.parse(StructView.littleEndian("gpt header", disk, lba * sectorSize, sectorSize), lba);
    }

    /** @throws CorruptDataException if the array is not on the disk, or is not the one that the header was made for */
    static GptCopy readEntries(BlockSource disk, int sectorSize, GptHeader header) throws IOException {
        long position = header.partitionEntryLba() * sectorSize; // the header has checked that this does not overflow
        int length = header.arrayLength();
        if (position > disk.size() - length) {
            throw new CorruptDataException("gpt header: PartitionEntryLBA at +0x48 is " + header.partitionEntryLba()
                    + ", but " + length + " bytes from there on reach past the end of the disk");
        }
        byte[] entries = disk.readBytes(position, length);
        long crc = GptHeader.crc32(entries);
        if (crc != header.partitionEntryArrayCrc32()) {
            throw new CorruptDataException("gpt header: PartitionEntryArrayCRC32 at +0x58 is "
                    + GptHeader.hex(header.partitionEntryArrayCrc32()) + ", but that of the entries is "
                    + GptHeader.hex(crc));
        }
        return new GptCopy(
                sectorSize, header, StructView.littleEndian("gpt partition entry array", ByteBuffer.wrap(entries)));
    }

    private static boolean holds(BlockSource disk, int sectorSize, long lba) {
        return lba >= 0 && lba < disk.size() / sectorSize;
    }
}
