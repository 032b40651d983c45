package io.guestkit.fs.fat;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Recognises FAT12, FAT16 and FAT32, all of which blkid calls {@code vfat}. */
public final class FatDriver implements FileSystemDriver {

    public static final FatDriver INSTANCE = new FatDriver();

    private static final int TYPE_FAT16 = 0x36;
    private static final int TYPE_FAT32 = 0x52;
    private static final int PARTITIONS = 0x1be;

    /** Bytes 0x1a8 and on of a BitLocker To Go volume: 4967d63b-2e29-4ad8-8399-f6a339e3d001. */
    private static final byte[] BITLOCKER_TO_GO = {
        0x3b,
        (byte) 0xd6,
        0x67,
        0x49,
        0x29,
        0x2e,
        (byte) 0xd8,
        0x4a,
        (byte) 0x83,
        (byte) 0x99,
        (byte) 0xf6,
        (byte) 0xa3,
        0x39,
        (byte) 0xe3,
        (byte) 0xd0,
        0x01
    };

    private FatDriver() {}

    /**
     * A FAT has no magic number. It needs a BPB whose fields are all in range, and besides either the name of its type
     * or the signature 55 AA together with a jump instruction or a FAT that starts with the media byte.
     */
    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        if (volume.size() < BootSector.LENGTH) {
            return Optional.empty();
        }
        StructView s = StructView.littleEndian(BootSector.NAME, volume, 0, BootSector.LENGTH);
        try {
            BootSector boot = BootSector.parse(s);
            if (isSomethingElse(s) || !(namesItself(s) || looksLikeFat(volume, s, boot))) {
                return Optional.empty();
            }
            return Optional.of("vfat");
        } catch (CorruptDataException e) {
            return Optional.empty();
        }
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return new FatFileSystem(volume);
    }

    private static boolean namesItself(StructView s) {
        return has(s, TYPE_FAT32, "FAT32   ")
                || has(s, TYPE_FAT32, "MSWIN")
                || has(s, TYPE_FAT16, "FAT12   ")
                || has(s, TYPE_FAT16, "FAT16   ")
                || has(s, TYPE_FAT16, "FAT     ")
                || has(s, TYPE_FAT16, "MSDOS");
    }

    private static boolean looksLikeFat(BlockSource volume, StructView s, BootSector boot) throws IOException {
        if (s.u16(0x1fe) != 0xaa55) {
            return false;
        }
        Layout layout = Layout.of(boot);
        boolean jump = s.u8(0) == 0xe9 || s.u8(0) == 0xeb;
        if (jump || layout.fatStart() >= volume.size()) {
            return jump;
        }
        return (volume.readBytes(layout.fatStart(), 1)[0] & 0xff) == boot.media();
    }

    private static boolean isSomethingElse(StructView s) throws CorruptDataException {
        return has(s, TYPE_FAT16, "JFS     ")
                || has(s, TYPE_FAT16, "HPFS    ")
                || has(s, 0x03, "-FVE-FS-")
                || s.startsWith(0x1a8, BITLOCKER_TO_GO)
                || carriesPartitions(s);
    }

    /**
     * Whether the sector is a master boot record all the same: a table of four entries each of which could be one, and at
     * least one is used. A boot sector has machine code or text there.
     */
    private static boolean carriesPartitions(StructView s) throws CorruptDataException {
        if (s.u16(0x1fe) != 0xaa55) {
            return false;
        }
        int used = 0;
        for (int at = PARTITIONS; at < PARTITIONS + 64; at += 16) {
            if ((s.u8(at) & 0x7f) != 0) {
                return false;
            }
            if (s.u8(at + 4) != 0) {
                if (s.u32(at + 8) == 0 || s.u32(at + 12) == 0) {
                    return false;
                }
                used++;
            }
        }
        return used > 0;
    }

    private static boolean has(StructView s, int offset, String text) {
        return s.startsWith(offset, text.getBytes(StandardCharsets.US_ASCII));
    }
}
