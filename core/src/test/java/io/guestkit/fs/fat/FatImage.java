package io.guestkit.fs.fat;

import io.guestkit.fs.FsReader;
import io.guestkit.io.BytesSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A small FAT in memory, written field by field: one reserved sector (two on FAT32), one FAT, sectors of 512 bytes. */
final class FatImage {

    static final int CLUSTER = 512;
    static final int END = 0x0fff_ffff;

    private static final int ROOT_SECTORS = 2;

    final FatType type;
    final ByteBuffer bytes;
    private final int fatStart;
    private final int rootStart;
    private final int dataStart;
    private int nextRootSlot;

    /** @param clusters must suit the type, except that FAT32 may have any number */
    FatImage(FatType type, int clusters) {
        this.type = type;
        int reserved = type == FatType.FAT32 ? 2 : 1;
        int fatSectors = ((clusters + 2) * type.bits() / 8 + 512) / 512;
        int rootSectors = type == FatType.FAT32 ? 0 : ROOT_SECTORS;
        int total = reserved + fatSectors + rootSectors + clusters;
        fatStart = reserved * 512;
        dataStart = (reserved + fatSectors + rootSectors) * 512;
        rootStart = type == FatType.FAT32 ? dataStart : dataStart - rootSectors * 512;
        bytes = ByteBuffer.allocate(total * 512).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, new byte[] {(byte) 0xeb, 0x3c, (byte) 0x90});
        bytes.put(3, ascii("TESTTEST"));
        u16(0x0b, 512).u8(0x0d, 1).u16(0x0e, reserved).u8(0x10, 1).u16(0x11, rootSectors * 16);
        u16(0x13, total < 65536 ? total : 0).u8(0x15, 0xf8);
        bytes.putInt(0x20, total < 65536 ? 0 : total);
        if (type == FatType.FAT32) {
            bytes.putInt(0x24, fatSectors).putInt(0x2c, 2);
            u16(0x30, 1).u8(0x42, 0x29);
            bytes.putInt(0x43, 0x1a2b_3c4d).put(0x52, ascii("FAT32   "));
            bytes.putInt(512, 0x41615252).putInt(512 + 0x1e4, 0x61417272).putInt(512 + 0x1e8, clusters - 1);
        } else {
            u16(0x16, fatSectors).u8(0x26, 0x29);
            bytes.putInt(0x27, 0x1a2b_3c4d).put(0x36, ascii(type == FatType.FAT12 ? "FAT12   " : "FAT16   "));
        }
        u16(0x1fe, 0xaa55);
        next(0, 0x0fff_fff8).next(1, END);
        if (type == FatType.FAT32) {
            next(2, END);
        }
    }

    FatImage u8(int offset, int value) {
        bytes.put(offset, (byte) value);
        return this;
    }

    FatImage u16(int offset, int value) {
        bytes.putShort(offset, (short) value);
        return this;
    }

    FatImage u32(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    /** Writes an entry of the FAT. */
    FatImage next(int cluster, int value) {
        switch (type) {
            case FAT12 -> {
                int at = fatStart + cluster + cluster / 2;
                int old = bytes.getShort(at);
                u16(at, (cluster & 1) == 0 ? old & 0xf000 | value & 0xfff : old & 0xf | value << 4);
            }
            case FAT16 -> u16(fatStart + cluster * 2, value);
            case FAT32 -> bytes.putInt(fatStart + cluster * 4, value);
        }
        return this;
    }

    /** Links clusters to a chain with an end. */
    FatImage chain(int... clusters) {
        for (int i = 0; i < clusters.length; i++) {
            next(clusters[i], i + 1 < clusters.length ? clusters[i + 1] : END);
        }
        return this;
    }

    int position(int cluster) {
        return dataStart + (cluster - 2) * CLUSTER;
    }

    /** Fills clusters with bytes that are their own numbers. */
    FatImage fill(int... clusters) {
        for (int cluster : clusters) {
            Arrays.fill(bytes.array(), position(cluster), position(cluster) + CLUSTER, (byte) cluster);
        }
        return this;
    }

    int rootSlot(int slot) {
        return rootStart + slot * 32;
    }

    /** Adds an entry to the root directory. */
    FatImage root(String name, int attr, int cluster, long size) {
        return entry(rootSlot(nextRootSlot++), name, attr, cluster, size);
    }

    /** Adds a short entry with its long name before it. */
    FatImage root(String longName, String name, int attr, int cluster, long size) {
        int pieces = (longName.length() + 12) / 13;
        for (int number = pieces; number > 0; number--) {
            piece(rootSlot(nextRootSlot++), number | (number == pieces ? 0x40 : 0), longName, checksum(name));
        }
        return root(name, attr, cluster, size);
    }

    /** Adds a piece of a long name to the root directory. */
    FatImage rootPiece(int ordinal, String longName, int checksum) {
        return piece(rootSlot(nextRootSlot++), ordinal, longName, checksum);
    }

    FatImage piece(int at, int ordinal, String longName, int checksum) {
        u8(at, ordinal).u8(at + 0x0b, 0x0f).u8(at + 0x0d, checksum);
        int[] offsets = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
        int from = Math.max(0, (ordinal & 0x3f) - 1) * 13;
        for (int i = 0; i < 13; i++) {
            int unit = from + i;
            u16(
                    at + offsets[i],
                    unit < longName.length() ? longName.charAt(unit) : unit == longName.length() ? 0 : 0xffff);
        }
        return this;
    }

    /** @param name eleven characters below U+0100, which are the bytes */
    FatImage entry(int at, String name, int attr, int cluster, long size) {
        bytes.put(at, name.getBytes(StandardCharsets.ISO_8859_1), 0, 11);
        u8(at + 0x0b, attr)
                .u16(at + 0x14, cluster >> 16)
                .u16(at + 0x1a, cluster)
                .u32(at + 0x1c, (int) size);
        return this;
    }

    static int checksum(String name) {
        int sum = 0;
        for (byte b : name.getBytes(StandardCharsets.ISO_8859_1)) {
            sum = ((sum & 1) << 7 | sum >> 1) + (b & 0xff) & 0xff;
        }
        return sum;
    }

    BytesSource source() {
        return new BytesSource(bytes.duplicate().clear());
    }

    FsReader open() throws IOException {
        return FatDriver.INSTANCE.open(source());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
