package io.guestkit.image.vhd;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Header of a dynamic or differencing disk, big-endian. Names and offsets: Microsoft, "Virtual Hard Disk Image Format
 * Specification", "Dynamic Disk Header Format".
 *
 * @param position of the header in the file
 * @param tableOffset of the block allocation table, in bytes
 * @param maxTableEntries of the table
 * @param blockSize in bytes, without the bitmap that precedes each block; a power of two
 * @param parentUniqueId all zeros if there is no parent
 * @param sound whether the checksum is right
 */
record DynamicHeader(
        long position,
        long tableOffset,
        long maxTableEntries,
        int blockSize,
        UUID parentUniqueId,
        String parentUnicodeName,
        List<ParentLocator> parentLocators,
        boolean sound) {

    static final int LENGTH = 1024;
    static final int CHECKSUM = 0x24;

    private static final byte[] COOKIE = "cxsparse".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_1 = 1;
    private static final int LOCATORS = 8;
    private static final int MAX_BLOCK_SIZE = 1 << 30;

    static DynamicHeader read(BlockSource file, long position) throws IOException {
        return parse(StructView.bigEndian("VHD dynamic disk header", file, position, LENGTH), position);
    }

    static DynamicHeader parse(StructView s, long position) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, COOKIE);
        int version = s.u16(0x18);
        if (version != VERSION_1) {
            throw new UnsupportedFeatureException("VHD dynamic disk header of version " + version + "; 1 can be read");
        }
        int blockSize = s.u32In(0x20, "block_size", VhdFooter.SECTOR, MAX_BLOCK_SIZE);
        if (Integer.bitCount(blockSize) != 1) {
            throw s.corrupt(0x20, "block_size", blockSize, "a power of two");
        }
        List<ParentLocator> locators = new ArrayList<>();
        for (int i = 0; i < LOCATORS; i++) {
            locators.add(ParentLocator.parse(
                    s.slice("VHD parent locator", 0x240 + i * ParentLocator.LENGTH, ParentLocator.LENGTH)));
        }
        return new DynamicHeader(
                position,
                s.u63(0x10, "table_offset"),
                s.u32(0x1c),
                blockSize,
                s.uuid(0x28),
                ParentLocator.untilNul(new String(s.bytes(0x40, 512), StandardCharsets.UTF_16BE)),
                locators,
                Checksum.isRight(s, CHECKSUM));
    }

    /** The header of a disk without a parent, as it is written. */
    static ByteBuffer encode(long tableOffset, long maxTableEntries, int blockSize) {
        ByteBuffer s = ByteBuffer.allocate(LENGTH);
        s.put(0x00, COOKIE);
        s.putLong(0x08, -1); // nothing follows
        s.putLong(0x10, tableOffset);
        s.putInt(0x18, VERSION_1 << 16);
        s.putInt(0x1c, (int) maxTableEntries);
        s.putInt(0x20, blockSize);
        return Checksum.seal(s, CHECKSUM);
    }

    /** All names of the parent, best first: a relative one was right wherever the disks were moved together. */
    List<String> parentNames(BlockSource file) throws IOException {
        List<String> names = new ArrayList<>();
        for (String code : ParentLocator.CODES) {
            for (ParentLocator locator : parentLocators) {
                if (locator.platformCode().equals(code)) {
                    add(names, locator.name(file));
                }
            }
        }
        add(names, parentUnicodeName);
        return names;
    }

    private static void add(List<String> names, String name) {
        if (!name.isEmpty() && !names.contains(name)) {
            names.add(name);
        }
    }

    /** Bytes of the bitmap before each block: a bit for each sector, in whole sectors. */
    int bitmapSize() {
        int bytes = (blockSize / VhdFooter.SECTOR + 7) / 8;
        return (bytes + VhdFooter.SECTOR - 1) / VhdFooter.SECTOR * VhdFooter.SECTOR;
    }
}
