package io.guestkit.volume.mbr;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;

/**
 * Tells the first sector of a disk that is one file system, or something else that is not a partition table, from a
 * master boot record: both may end in 55 AA.
 */
final class BootSector {

    /** OEM names at +3 that stand for a file system or an encrypted volume. */
    private static final byte[][] OEM_NAMES = {ascii("NTFS    "), ascii("EXFAT   "), ascii("-FVE-FS-")};

    /** First four bytes of a disk of AIX, which may have 55 AA as well: IBMA in EBCDIC. */
    private static final byte[] AIX = {(byte) 0xc9, (byte) 0xc2, (byte) 0xd4, (byte) 0xc1};

    private static final byte[] LVM_LABEL = ascii("LABELONE");
    private static final int LVM_LABEL_SECTORS = 4;

    private BootSector() {}

    /** Whether the sector has a BIOS parameter block that FAT, NTFS or exFAT could work with. */
    static boolean hasBiosParameterBlock(StructView s) throws CorruptDataException {
        int jump = s.u8(0x00);
        if (jump != 0xeb && jump != 0xe9) {
            return false;
        }
        for (byte[] name : OEM_NAMES) {
            if (s.startsWith(0x03, name)) {
                return true;
            }
        }
        int bytesPerSector = s.u16(0x0b);
        int sectorsPerCluster = s.u8(0x0d);
        int reservedSectors = s.u16(0x0e);
        int fats = s.u8(0x10);
        int media = s.u8(0x15);
        return bytesPerSector >= 512
                && bytesPerSector <= 4096
                && Integer.bitCount(bytesPerSector) == 1
                && Integer.bitCount(sectorsPerCluster) == 1
                && reservedSectors != 0
                && fats >= 1
                && fats <= 4
                && (media == 0xf0 || media >= 0xf8)
                && (s.u16(0x13) != 0 || s.u32(0x20) != 0);
    }

    /**
     * Whether the disk belongs to something that may have left a signature of 55 AA without meaning a table.
     *
     * @param head the first sectors of the disk
     */
    static boolean isForeign(StructView head) {
        if (head.startsWith(0, AIX)) {
            return true;
        }
        for (int sector = 0; sector < LVM_LABEL_SECTORS; sector++) {
            if (head.startsWith(sector * BootRecord.LENGTH, LVM_LABEL)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
