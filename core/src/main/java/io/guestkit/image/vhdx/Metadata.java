package io.guestkit.image.vhdx;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Guid;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the metadata region says of the disk. Names and offsets: [MS-VHDX] 2.6.
 *
 * @param blockSize in bytes, a power of two
 * @param leaveBlockAllocated whether the file is a fixed one
 * @param virtualDiskSize in bytes, a multiple of the logical sector size
 * @param virtualDiskId the disk's own identity, shared by all files of a chain
 * @param logicalSectorSize 512 or 4096
 * @param physicalSectorSize in bytes
 * @param parent of a differencing disk
 */
record Metadata(
        int blockSize,
        boolean leaveBlockAllocated,
        long virtualDiskSize,
        Optional<UUID> virtualDiskId,
        int logicalSectorSize,
        int physicalSectorSize,
        Optional<ParentLocator> parent) {

    private static final byte[] SIGNATURE = "metadata".getBytes(StandardCharsets.US_ASCII);
    private static final int TABLE_LENGTH = 64 << 10;
    private static final int ENTRY_LENGTH = 32;
    private static final int MAX_ENTRIES = 2047;
    /** From one item that is written to the next. */
    private static final int ITEM_STEP = 16;

    private static final int MAX_ITEM = 1 << 20;
    private static final long MAX_DISK = 64L << 40;
    static final int MIN_BLOCK = 1 << 20;
    static final int MAX_BLOCK = 256 << 20;

    private static final int IS_USER = 1;
    private static final int IS_VIRTUAL_DISK = 2;
    private static final int IS_REQUIRED = 4;
    private static final int LEAVE_BLOCK_ALLOCATED = 1;
    private static final int HAS_PARENT = 2;

    /** Items that are known. All but the virtual disk id are needed to read. */
    private enum Item {
        FILE_PARAMETERS("file parameters", "caa16737-fa36-4d43-b3b6-33f0aa44e76b", 8),
        VIRTUAL_DISK_SIZE("virtual disk size", "2fa54224-cd1b-4876-b211-5dbed83bf4b8", 8),
        VIRTUAL_DISK_ID("virtual disk id", "beca12ab-b2e6-4523-93ef-c309e000c746", 16),
        LOGICAL_SECTOR_SIZE("logical sector size", "8141bf1d-a96f-4709-ba47-f233a8faab5f", 4),
        PHYSICAL_SECTOR_SIZE("physical sector size", "cda348c7-445d-4471-9cc9-e9885251c556", 4),
        PARENT_LOCATOR("parent locator", "a8d35f2d-b30b-454d-abf7-d3d84834ab0c", 20);

        private final String text;
        private final UUID id;
        private final int minLength;

        Item(String text, String id, int minLength) {
            this.text = text;
            this.id = UUID.fromString(id);
            this.minLength = minLength;
        }

        static @Nullable Item of(UUID id) {
            for (Item item : values()) {
                if (item.id.equals(id)) {
                    return item;
                }
            }
            return null;
        }
    }

    /** The region of a disk without a parent as it is written: the table, and behind it the items. */
    ByteBuffer encode() {
        ByteBuffer s = ByteBuffer.allocate(TABLE_LENGTH + ITEM_STEP * Item.values().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x00, SIGNATURE);
        int parameters = add(s, Item.FILE_PARAMETERS, IS_REQUIRED);
        s.putInt(parameters, blockSize).putInt(parameters + 0x04, leaveBlockAllocated ? LEAVE_BLOCK_ALLOCATED : 0);
        int ofDisk = IS_VIRTUAL_DISK | IS_REQUIRED;
        s.putLong(add(s, Item.VIRTUAL_DISK_SIZE, ofDisk), virtualDiskSize);
        virtualDiskId.ifPresent(id -> Guid.put(s, add(s, Item.VIRTUAL_DISK_ID, ofDisk), id));
        s.putInt(add(s, Item.LOGICAL_SECTOR_SIZE, ofDisk), logicalSectorSize);
        s.putInt(add(s, Item.PHYSICAL_SECTOR_SIZE, ofDisk), physicalSectorSize);
        return s;
    }

    /** Adds an entry to the table, and returns where the item is to stand. */
    private static int add(ByteBuffer s, Item item, int flags) {
        int number = s.getShort(0x0a);
        int entry = 0x20 + number * ENTRY_LENGTH;
        int offset = TABLE_LENGTH + number * ITEM_STEP;
        Guid.put(s, entry, item.id);
        s.putInt(entry + 0x10, offset);
        s.putInt(entry + 0x14, item.minLength);
        s.putInt(entry + 0x18, flags);
        s.putShort(0x0a, (short) (number + 1));
        return offset;
    }

    static Metadata read(BlockSource file, RegionTable.Region region) throws IOException {
        Map<Item, StructView> items = items(file, region);
        StructView parameters = required(items, Item.FILE_PARAMETERS);
        int blockSize = parameters.u32In(0x00, "BlockSize", MIN_BLOCK, MAX_BLOCK);
        if (Integer.bitCount(blockSize) != 1) {
            throw parameters.corrupt(0x00, "BlockSize", blockSize, "a power of two");
        }
        long flags = parameters.u32(0x04);
        StructView sector = required(items, Item.LOGICAL_SECTOR_SIZE);
        long logicalSector = sector.u32(0x00);
        if (logicalSector != 512 && logicalSector != 4096) {
            throw sector.corrupt(0x00, "LogicalSectorSize", logicalSector, "512 or 4096");
        }
        StructView size = required(items, Item.VIRTUAL_DISK_SIZE);
        long virtualDiskSize = size.u63(0x00, "VirtualDiskSize");
        if (virtualDiskSize > MAX_DISK || virtualDiskSize % logicalSector != 0) {
            throw size.corrupt(
                    0x00, "VirtualDiskSize", virtualDiskSize, "a multiple of the logical sector size up to 64 TiB");
        }
        StructView id = items.get(Item.VIRTUAL_DISK_ID);
        return new Metadata(
                blockSize,
                (flags & LEAVE_BLOCK_ALLOCATED) != 0,
                virtualDiskSize,
                id == null ? Optional.empty() : Optional.of(id.guid(0x00)),
                (int) logicalSector,
                required(items, Item.PHYSICAL_SECTOR_SIZE).u32In(0x00, "PhysicalSectorSize", 1, Integer.MAX_VALUE),
                (flags & HAS_PARENT) == 0
                        ? Optional.empty()
                        : Optional.of(ParentLocator.parse(required(items, Item.PARENT_LOCATOR))));
    }

    private static Map<Item, StructView> items(BlockSource file, RegionTable.Region region) throws IOException {
        StructView s = StructView.littleEndian("VHDX metadata table", file, region.offset(), TABLE_LENGTH);
        s.expectMagic(0x00, SIGNATURE);
        int count = s.u16In(0x0a, "EntryCount", 0, MAX_ENTRIES);
        Map<Item, StructView> items = new EnumMap<>(Item.class);
        for (int i = 0; i < count; i++) {
            StructView entry = s.slice("VHDX metadata table entry " + i, 0x20 + i * ENTRY_LENGTH, ENTRY_LENGTH);
            UUID id = entry.guid(0x00);
            long flags = entry.u32(0x18);
            Item item = (flags & IS_USER) == 0 ? Item.of(id) : null;
            if (item != null) {
                if (items.put(item, item(file, region, entry, item)) != null) {
                    throw new CorruptDataException(
                            "VHDX metadata table: the item %s is there twice".formatted(item.text));
                }
            } else if ((flags & IS_REQUIRED) != 0) {
                throw new UnsupportedFeatureException("VHDX: reading needs the unknown %s metadata item %s"
                        .formatted((flags & IS_USER) == 0 ? "system" : "user", id));
            }
        }
        return items;
    }

    private static StructView item(BlockSource file, RegionTable.Region region, StructView entry, Item item)
            throws IOException {
        long offset = entry.u32(0x10);
        int length = entry.u32In(0x14, "Length", item.minLength, MAX_ITEM);
        if (offset < TABLE_LENGTH || offset > region.length() - length) {
            throw entry.corrupt(0x10, "Offset", offset, "%d..%d".formatted(TABLE_LENGTH, region.length() - length));
        }
        return StructView.littleEndian("VHDX " + item.text, file, region.offset() + offset, length);
    }

    private static StructView required(Map<Item, StructView> items, Item item) throws CorruptDataException {
        StructView s = items.get(item);
        if (s == null) {
            throw new CorruptDataException(
                    "VHDX metadata table: the item %s (%s) is missing".formatted(item.text, item.id));
        }
        return s;
    }
}
