package io.guestkit.fs.exfat;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.List;

/** The main boot region, or its backup: eleven sectors, and one with their checksum. Exfat specification, 3. */
final class BootRegion {

    private static final int SECTORS = 12;
    private static final int MIN_SHIFT = 9;
    private static final int MAX_SHIFT = 12;
    /** Fields that the checksum leaves out: VolumeFlags and PercentInUse. */
    private static final List<Integer> NOT_SUMMED = List.of(0x6a, 0x6b, 0x70);

    private BootRegion() {}

    /** @throws CorruptDataException about the main region, if neither it nor its backup is good */
    static BootSector read(BlockSource volume, Doubts doubts) throws IOException {
        try {
            return at(volume, 0, sectorShift(volume));
        } catch (CorruptDataException e) {
            // the backup is as far away as a sector is long, and how long that is may be what is damaged
            for (int shift = MIN_SHIFT; shift <= MAX_SHIFT; shift++) {
                try {
                    BootSector backup = at(volume, (long) SECTORS << shift, shift);
                    doubts.add("exfat", "the boot region is damaged (" + e.getMessage() + "); its backup is used");
                    return backup;
                } catch (CorruptDataException | UnsupportedFeatureException noBackup) {
                    continue;
                }
            }
            throw e;
        }
    }

    private static int sectorShift(BlockSource volume) throws IOException {
        return StructView.littleEndian(BootSector.NAME, volume, 0, BootSector.LENGTH)
                .u8In(BootSector.BYTES_PER_SECTOR_SHIFT, "BytesPerSectorShift", MIN_SHIFT, MAX_SHIFT);
    }

    private static BootSector at(BlockSource volume, long position, int shift) throws IOException {
        BootSector boot =
                BootSector.parse(StructView.littleEndian(BootSector.NAME, volume, position, BootSector.LENGTH));
        if (boot.sectorSize() != 1 << shift) {
            throw new CorruptDataException("exfat boot region: its sectors are not of %d bytes".formatted(1 << shift));
        }
        StructView region = StructView.littleEndian("exfat boot region", volume, position, SECTORS << shift);
        int summed = SECTORS - 1 << shift;
        int sum = 0;
        for (int i = 0; i < summed; i++) {
            if (i > 0x70 || !NOT_SUMMED.contains(i)) {
                sum = Checksum.add32(sum, region.u8(i));
            }
        }
        if (region.i32(summed) != sum) {
            throw region.corrupt(
                    summed, "BootChecksum", Integer.toHexString(region.i32(summed)), Integer.toHexString(sum));
        }
        return boot;
    }
}
