package io.guestkit.fs.fat;

import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.OptionalLong;

/** The FSInfo structure of FAT32. Offsets: FAT32 File System Specification, "FAT32 FSInfo Sector Structure". */
final class FsInfoSector {

    private static final int LENGTH = 512;
    private static final long LEAD_SIG = 0x41615252L;
    private static final long STRUC_SIG = 0x61417272L;
    private static final long UNKNOWN = 0xffff_ffffL;

    private FsInfoSector() {}

    /** How many clusters are free, according to whoever wrote the volume last; empty if that is not known. */
    static OptionalLong freeCount(BlockSource volume, BootSector boot) throws IOException {
        long position = (long) boot.fsInfo() * boot.bytsPerSec();
        if (boot.fsInfo() == 0 || position > volume.size() - LENGTH) {
            return OptionalLong.empty();
        }
        StructView s = StructView.littleEndian("FAT32 FSInfo", volume, position, LENGTH);
        long free = s.u32(0x1e8);
        return s.u32(0x00) == LEAD_SIG && s.u32(0x1e4) == STRUC_SIG && free != UNKNOWN
                ? OptionalLong.of(free)
                : OptionalLong.empty();
    }
}
