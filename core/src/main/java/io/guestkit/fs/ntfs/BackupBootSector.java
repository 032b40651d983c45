package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;

/** The copy of the boot sector in the last sector of the volume. */
final class BackupBootSector {

    private static final int[] SECTOR_SIZES = {512, 1024, 2048, 4096, 256};

    private BackupBootSector() {}

    /** Where there is a copy that could be used; -1 if there is none. */
    static long find(BlockSource volume) throws IOException {
        for (int sectorSize : SECTOR_SIZES) {
            long position = volume.size() - sectorSize;
            if (BootSector.isAt(volume, position)) {
                try {
                    BootSector boot = BootSector.parse(
                            StructView.littleEndian(BootSector.NAME, volume, position, BootSector.LENGTH));
                    if (boot.sectorSize() == sectorSize && boot.size() <= volume.size()) {
                        return position;
                    }
                } catch (CorruptDataException e) {
                    continue; // damaged as well
                }
            }
        }
        return -1;
    }
}
