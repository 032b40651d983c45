package io.guestkit.volume.mbr;

import io.guestkit.io.BlockSource;
import io.guestkit.volume.DiskBytes;

/** Writes boot records. */
final class MbrBytes {

    static final long SIGNATURE = 0x1234abcdL;

    final DiskBytes disk;
    private final int sectorSize;

    MbrBytes(long sectors) {
        this(sectors, 512);
    }

    MbrBytes(long sectors, int sectorSize) {
        disk = new DiskBytes(sectors * sectorSize);
        this.sectorSize = sectorSize;
        disk.put32(0x1b8, SIGNATURE);
        record(0);
    }

    /** Signs a boot record. */
    MbrBytes record(long sector) {
        disk.put16(sector * sectorSize + 0x1fe, 0xaa55);
        return this;
    }

    /** @param slot from 1 */
    MbrBytes entry(long sector, int slot, int status, int type, long start, long sectors) {
        long at = sector * sectorSize + 0x1be + (slot - 1) * 16L;
        disk.put8(at, status).put8(at + 4, type).put32(at + 8, start).put32(at + 12, sectors);
        return this;
    }

    MbrBytes primary(int slot, int type, long start, long sectors) {
        return entry(0, slot, 0, type, start, sectors);
    }

    /** A BIOS parameter block of FAT16 in the first sector. */
    MbrBytes parameterBlock() {
        disk.put(0, (byte) 0xeb, (byte) 0x3c, (byte) 0x90)
                .put16(0x0b, 512)
                .put8(0x0d, 4)
                .put16(0x0e, 1)
                .put8(0x10, 2)
                .put16(0x11, 512)
                .put16(0x13, 40960)
                .put8(0x15, 0xf8);
        return this;
    }

    BlockSource source() {
        return disk.source();
    }
}
