package io.guestkit.image.vdi;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Guid;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * Header of a VDI, little-endian. There is no specification; names and offsets are those of VirtualBox,
 * {@code src/VBox/Storage/VDICore.h}, where the header proper starts at 0x48.
 *
 * @param comment of the program that made the image
 * @param type {@link #DYNAMIC}, {@link #STATIC} or {@link #DIFFERENCING}
 * @param blocksOffset of the block map, in bytes
 * @param dataOffset of the first block, in bytes
 * @param diskSize in bytes, rounded up to whole sectors as everybody does
 * @param blockSize in bytes, without what precedes each block
 * @param blockExtra bytes before the data of each block
 * @param blocks entries of the block map
 * @param allocated blocks that are stored
 * @param uuidCreate the identity of the image
 * @param uuidModify changes whenever the image is written
 * @param uuidLinkage identity of the parent, all zeros if there is none
 * @param uuidParentModify what the parent's {@code uuidModify} was when this image was made
 */
record VdiHeader(
        String comment,
        int type,
        long blocksOffset,
        long dataOffset,
        long diskSize,
        int blockSize,
        int blockExtra,
        long blocks,
        long allocated,
        UUID uuidCreate,
        UUID uuidModify,
        UUID uuidLinkage,
        UUID uuidParentModify) {

    /** Stands after 64 bytes of text that name the program which made the image. */
    static final int SIGNATURE_OFFSET = 0x40;

    static final byte[] SIGNATURE = {0x7f, 0x10, (byte) 0xda, (byte) 0xbe};
    /** Up to and including the last UUID; more may follow, of which nothing is needed. */
    static final int LENGTH = 0x1c8;
    /** With the geometry that the BIOS of the guest is to use. */
    private static final int LENGTH_WITH_GEOMETRY = 0x1d8;

    static final int DYNAMIC = 1;
    static final int STATIC = 2;
    static final int UNDO = 3;
    static final int DIFFERENCING = 4;

    static final UUID NIL = new UUID(0, 0);

    private static final int VERSION_1_1 = 0x0001_0001;
    private static final int SECTOR = 512;
    private static final int HEADER_START = 0x48;
    private static final int MAX_HEADER = 1 << 20;
    private static final int MAX_BLOCK_SIZE = 1 << 30;

    static VdiHeader read(BlockSource file) throws IOException {
        return parse(StructView.littleEndian("VDI header", file, 0, LENGTH));
    }

    static VdiHeader parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(SIGNATURE_OFFSET, SIGNATURE);
        long version = s.u32(0x44);
        if (version >>> 16 != 1 || version < VERSION_1_1) {
            throw new UnsupportedFeatureException("VDI version %d.%d; 1.1 and its successors can be read"
                    .formatted(version >>> 16, version & 0xffff));
        }
        s.u32In(0x48, "cbHeader", LENGTH - HEADER_START, MAX_HEADER);
        int type = s.u32In(0x4c, "u32Type", DYNAMIC, DIFFERENCING);
        s.u32In(0x168, "cbSector", SECTOR, SECTOR);
        long diskSize = s.u63(0x170, "cbDisk");
        if (diskSize > Long.MAX_VALUE - SECTOR) {
            throw s.corrupt(0x170, "cbDisk", diskSize, "less than 2^63 after rounding up to sectors");
        }
        diskSize = (diskSize + SECTOR - 1) / SECTOR * SECTOR;
        int blockSize = s.u32In(0x178, "cbBlock", SECTOR, MAX_BLOCK_SIZE);
        int blockExtra = s.u32In(0x17c, "cbBlockExtra", 0, MAX_BLOCK_SIZE);
        if (blockSize % SECTOR != 0) {
            throw s.corrupt(0x178, "cbBlock", blockSize, "a multiple of " + SECTOR);
        }
        long blocks = s.u32(0x180);
        long needed = diskSize / blockSize + (diskSize % blockSize == 0 ? 0 : 1);
        if (blocks < needed) {
            throw s.corrupt(0x180, "cBlocks", blocks, "at least %d for a disk of %d bytes".formatted(needed, diskSize));
        }
        long blocksOffset = s.u32(0x154);
        long dataOffset = s.u32(0x158);
        if (blocksOffset < LENGTH) {
            throw s.corrupt(0x154, "offBlocks", blocksOffset, "at least " + LENGTH);
        }
        if (dataOffset < blocksOffset + Integer.BYTES * blocks) {
            throw s.corrupt(
                    0x158,
                    "offData",
                    dataOffset,
                    "behind the block map of %d entries at %d".formatted(blocks, blocksOffset));
        }
        return new VdiHeader(
                s.text(0x00, SIGNATURE_OFFSET).strip(),
                type,
                blocksOffset,
                dataOffset,
                diskSize,
                blockSize,
                blockExtra,
                blocks,
                s.u32(0x184),
                s.guid(0x188),
                s.guid(0x198),
                s.guid(0x1a8),
                s.guid(0x1b8));
    }

    /** The header as it is written: version 1.1, with the geometry left for VirtualBox to find out from the content. */
    ByteBuffer encode() {
        ByteBuffer s = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x00, (comment + "\n").getBytes(StandardCharsets.US_ASCII));
        s.put(SIGNATURE_OFFSET, SIGNATURE);
        s.putInt(0x44, VERSION_1_1);
        s.putInt(0x48, LENGTH_WITH_GEOMETRY - HEADER_START);
        s.putInt(0x4c, type);
        s.putInt(0x154, (int) blocksOffset);
        s.putInt(0x158, (int) dataOffset);
        s.putInt(0x168, SECTOR);
        s.putLong(0x170, diskSize);
        s.putInt(0x178, blockSize);
        s.putInt(0x17c, blockExtra);
        s.putInt(0x180, (int) blocks);
        s.putInt(0x184, (int) allocated);
        Guid.put(s, 0x188, uuidCreate);
        Guid.put(s, 0x198, uuidModify);
        Guid.put(s, 0x1a8, uuidLinkage);
        Guid.put(s, 0x1b8, uuidParentModify);
        // no cylinders, heads and sectors: an invented geometry would win over that of the partition table
        s.putInt(0x1d4, SECTOR);
        return s;
    }

    /** The identity of an image, if the file is one. */
    static Optional<UUID> identity(BlockSource file) throws IOException {
        if (file.size() < LENGTH) {
            return Optional.empty();
        }
        StructView s = StructView.littleEndian("VDI header", file, 0, LENGTH);
        return s.startsWith(SIGNATURE_OFFSET, SIGNATURE) ? Optional.of(s.guid(0x188)) : Optional.empty();
    }
}
