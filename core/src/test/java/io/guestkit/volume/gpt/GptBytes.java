package io.guestkit.volume.gpt;

import io.guestkit.io.BlockSource;
import io.guestkit.volume.DiskBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Writes a GPT of 128 entries of 128 bytes, both copies, checksums right until something is changed. */
final class GptBytes {

    static final UUID DISK = UUID.fromString("0e0f1a2b-3c4d-5e6f-8091-a2b3c4d5e6f7");
    static final UUID LINUX = UUID.fromString("0fc63daf-8483-4772-8e79-3d69d8477de4");
    static final int ENTRIES = 128;

    final DiskBytes disk;
    final int sectorSize;
    final long lastLba;
    private final int entrySize;
    private final int arraySectors;

    GptBytes(long sectors) {
        this(sectors, 512, 128);
    }

    GptBytes(long sectors, int sectorSize, int entrySize) {
        this.disk = new DiskBytes(sectors * sectorSize);
        this.sectorSize = sectorSize;
        this.entrySize = entrySize;
        this.lastLba = sectors - 1;
        this.arraySectors = ENTRIES * entrySize / sectorSize;
        disk.put16(0x1fe, 0xaa55);
        mbrEntry(1, 0xee, 1, lastLba);
        header(1, lastLba, 2);
        header(lastLba, 1, lastLba - arraySectors);
        seal();
    }

    /** @param slot from 1 */
    GptBytes mbrEntry(int slot, int type, long start, long sectors) {
        long at = 0x1be + (slot - 1) * 16L;
        disk.put8(at + 4, type).put32(at + 8, start).put32(at + 12, sectors);
        return this;
    }

    private void header(long lba, long alternate, long array) {
        long at = lba * sectorSize;
        disk.put(at, GptHeader.SIGNATURE)
                .put32(at + 0x08, 0x10000)
                .put32(at + 0x0c, 92)
                .put64(at + 0x18, lba)
                .put64(at + 0x20, alternate)
                .put64(at + 0x28, 2 + arraySectors)
                .put64(at + 0x30, lastLba - arraySectors - 1)
                .put(at + 0x38, guid(DISK))
                .put64(at + 0x48, array)
                .put32(at + 0x50, ENTRIES)
                .put32(at + 0x54, entrySize);
    }

    /** @param number from 1 */
    GptBytes entry(int number, UUID type, long first, long last, long attributes, String name) {
        for (long array : new long[] {2, lastLba - arraySectors}) {
            long at = array * sectorSize + (number - 1L) * entrySize;
            disk.put(at, guid(type))
                    .put(at + 16, guid(unique(number)))
                    .put64(at + 0x20, first)
                    .put64(at + 0x28, last)
                    .put64(at + 0x30, attributes)
                    .put(at + 0x38, name.getBytes(StandardCharsets.UTF_16LE));
        }
        return seal();
    }

    static UUID unique(int number) {
        return new UUID(0x1122_3344_5566_4788L, 0x99aa_bbcc_ddee_ff00L + number);
    }

    /** Position of a byte of the primary header. */
    long primary(int offset) {
        return sectorSize + offset;
    }

    /** Position of a byte of the backup header. */
    long backup(int offset) {
        return lastLba * sectorSize + offset;
    }

    /** Makes all checksums right. */
    GptBytes seal() {
        seal(1, 2);
        seal(lastLba, lastLba - arraySectors);
        return this;
    }

    private void seal(long lba, long array) {
        long at = lba * sectorSize;
        disk.put32(at + 0x58, GptHeader.crc32(disk.get(array * sectorSize, ENTRIES * entrySize)));
        sealHeader(at);
    }

    /** Makes the checksum of a header right, whatever its fields say. */
    GptBytes sealHeader(long position) {
        int size = ByteBuffer.wrap(disk.get(position + 0x0c, 4))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        disk.put32(position + 0x10, 0);
        disk.put32(position + 0x10, GptHeader.crc32(disk.get(position, Math.clamp(size, 0, sectorSize))));
        return this;
    }

    BlockSource source() {
        return disk.source();
    }

    private static byte[] guid(UUID guid) {
        long high = guid.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(guid.getLeastSignificantBits())
                .array();
    }
}
