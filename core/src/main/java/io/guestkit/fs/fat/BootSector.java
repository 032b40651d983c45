package io.guestkit.fs.fat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;

/**
 * The boot sector with its BIOS parameter block (BPB). Names and offsets: FAT32 File System Specification, "Boot Sector
 * and BPB".
 *
 * @param bytsPerSec size of a sector in bytes: 512, 1024, 2048 or 4096
 * @param secPerClus sectors in a cluster: a power of two
 * @param rsvdSecCnt sectors before the first FAT, at least 1
 * @param numFats number of FATs, at least 1
 * @param rootEntCnt entries of the fixed root directory; 0 on FAT32
 * @param totSec sectors of the volume
 * @param media 0xF0 or 0xF8..0xFF
 * @param fatSz sectors of one FAT
 * @param fat32 whether the boot sector has the layout of FAT32; the fields that only this one has are 0 otherwise
 * @param extFlags bit 7: only the FAT whose number is in bits 0 to 3 is valid
 * @param rootClus first cluster of the root directory
 * @param fsInfo sector of the FSInfo structure; 0 if there is none
 * @param state what Windows NT and Linux keep in BS_Reserved1; bit 0: not cleanly unmounted
 * @param volId serial number, 32 bits
 */
record BootSector(
        int bytsPerSec,
        int secPerClus,
        int rsvdSecCnt,
        int numFats,
        int rootEntCnt,
        long totSec,
        int media,
        long fatSz,
        boolean fat32,
        int extFlags,
        long rootClus,
        int fsInfo,
        int state,
        long volId) {

    /** As much of the sector as is defined, whatever its real size. */
    static final int LENGTH = 512;

    static final String NAME = "FAT boot sector";

    /** @throws CorruptDataException if a field is out of the range that every FAT keeps to: then it is no FAT */
    static BootSector parse(StructView s) throws CorruptDataException {
        int bytsPerSec = s.u16In(0x0b, "BPB_BytsPerSec", 512, 4096);
        int secPerClus = s.u8In(0x0d, "BPB_SecPerClus", 1, 128);
        if (Integer.bitCount(bytsPerSec) != 1) {
            throw s.corrupt(0x0b, "BPB_BytsPerSec", bytsPerSec, "a power of two");
        }
        if (Integer.bitCount(secPerClus) != 1) {
            throw s.corrupt(0x0d, "BPB_SecPerClus", secPerClus, "a power of two");
        }
        int rsvdSecCnt = s.u16In(0x0e, "BPB_RsvdSecCnt", 1, 0xffff);
        int numFats = s.u8In(0x10, "BPB_NumFATs", 1, 255);
        int media = s.u8(0x15);
        if (media != 0xf0 && media < 0xf8) {
            throw s.corrupt(0x15, "BPB_Media", media, "0xf0 or 0xf8..0xff");
        }
        long totSec = s.u16(0x13);
        if (totSec == 0) {
            totSec = s.u32(0x20);
        }
        if (totSec == 0) {
            throw s.corrupt(0x20, "BPB_TotSec32", 0, "a number of sectors");
        }
        int fatSz16 = s.u16(0x16);
        boolean fat32 = fatSz16 == 0;
        long fatSz = fat32 ? s.u32(0x24) : fatSz16;
        if (fatSz == 0) {
            throw s.corrupt(0x24, "BPB_FATSz32", 0, "a number of sectors");
        }
        return new BootSector(
                bytsPerSec,
                secPerClus,
                rsvdSecCnt,
                numFats,
                s.u16(0x11),
                totSec,
                media,
                fatSz,
                fat32,
                fat32 ? s.u16(0x28) : 0,
                fat32 ? s.u32(0x2c) : 0,
                fat32 ? s.u16(0x30) : 0,
                s.u8(fat32 ? 0x41 : 0x25),
                s.u32(fat32 ? 0x43 : 0x27));
    }
}
