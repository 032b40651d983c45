package io.guestkit.image.vhdx;

import io.guestkit.image.Run;
import io.guestkit.image.WordTable;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * The block allocation table. After the entries of each chunk of payload blocks stands one for the sector bitmap of the
 * chunk, which only differencing disks use.
 */
final class BlockAllocationTable {

    /** A sector bitmap fills one MiB, so it has room for so many sectors. */
    private static final long SECTORS_OF_BITMAP = 8L << 20;

    private static final int BITMAP_PAGE = 4096;
    private static final long BITMAP_CACHE = 1 << 20;
    /** So many bytes of a bitmap are looked at to find where a run of sectors ends. */
    private static final int BITMAP_WINDOW = 512;

    private final BlockSource file;
    private final BlockSource bitmaps;
    private final WordTable table;
    private final RegionTable regions;
    private final int blockSize;
    private final int sectorSize;
    private final long chunkRatio;
    private final boolean differencing;

    private BlockAllocationTable(BlockSource file, RegionTable regions, Metadata metadata, long entries) {
        this.file = file;
        this.bitmaps = new CachedSource(file, BITMAP_PAGE, BITMAP_CACHE);
        this.table = new WordTable(
                "VHDX block allocation table",
                file,
                regions.bat().offset(),
                entries,
                Long.BYTES,
                ByteOrder.LITTLE_ENDIAN);
        this.regions = regions;
        this.blockSize = metadata.blockSize();
        this.sectorSize = metadata.logicalSectorSize();
        this.chunkRatio = chunkRatio(metadata);
        this.differencing = metadata.parent().isPresent();
    }

    static BlockAllocationTable of(BlockSource file, RegionTable regions, Metadata metadata)
            throws CorruptDataException {
        long entries = entries(metadata);
        if (entries * Long.BYTES > regions.bat().length()) {
            throw new CorruptDataException(
                    "VHDX region table: the BAT region has %d bytes, expected at least %d entries of 8"
                            .formatted(regions.bat().length(), entries));
        }
        return new BlockAllocationTable(file, regions, metadata, entries);
    }

    /** How many entries the table of a disk has. */
    static long entries(Metadata metadata) {
        long ratio = chunkRatio(metadata);
        long blocks = (metadata.virtualDiskSize() + metadata.blockSize() - 1) / metadata.blockSize();
        return metadata.parent().isPresent()
                ? (blocks + ratio - 1) / ratio * (ratio + 1)
                : blocks + Math.max(0, blocks - 1) / ratio;
    }

    /** Payload blocks to a sector bitmap. */
    static long chunkRatio(Metadata metadata) {
        return SECTORS_OF_BITMAP * metadata.logicalSectorSize() / metadata.blockSize();
    }

    /** As {@link io.guestkit.image.DiskImage#run}; the range was checked against the disk's size. */
    Run run(long position, long length) throws IOException {
        long block = position / blockSize;
        long entry = table.get(index(block));
        return switch (BatEntry.state(entry)) {
            case BatEntry.NOT_PRESENT -> new Run.Unallocated(position, sameUntil(block, entry, position, length));
            // undefined means that anything may be returned, but not the parent's
            case BatEntry.UNDEFINED, BatEntry.ZERO, BatEntry.UNMAPPED, BatEntry.UNMAPPED_DRAFT ->
                new Run.Zero(position, sameUntil(block, entry, position, length), OptionalLong.empty());
            case BatEntry.FULLY_PRESENT ->
                data(position, sameUntil(block, entry, position, length), payload(block, entry));
            case BatEntry.PARTIALLY_PRESENT -> bySector(position, length, block, entry);
            default -> throw wrong(block, entry, "a state that is not defined");
        };
    }

    private long index(long block) {
        return index(block, chunkRatio);
    }

    /** Where in the table the entry of a payload block is. */
    static long index(long block, long chunkRatio) {
        return block + block / chunkRatio;
    }

    /** How far the blocks that continue this one reach, as far as it is worth looking, at most {@code length}. */
    private long sameUntil(long block, long entry, long position, long length) throws IOException {
        int most = BatEntry.state(entry) == BatEntry.FULLY_PRESENT ? WordTable.STORED : WordTable.PAGE;
        long last = Math.min((position + length - 1) / blockSize, block + most);
        long next = block + 1;
        while (next <= last && continues(table.get(index(next)), entry, next - block)) {
            next++;
        }
        return Math.min(length, next * blockSize - position);
    }

    private boolean continues(long entry, long first, long distance) {
        int state = BatEntry.state(first);
        return BatEntry.state(entry) == state
                && (state != BatEntry.FULLY_PRESENT
                        || BatEntry.fileOffset(entry) == BatEntry.fileOffset(first) + distance * blockSize);
    }

    /** Where a payload block starts in the file. */
    private long payload(long block, long entry) throws CorruptDataException {
        long offset = BatEntry.fileOffset(entry);
        if (offset < 0 || offset >= file.size()) {
            throw wrong(
                    block, entry, "behind the end of the file (%d bytes); was it truncated?".formatted(file.size()));
        }
        long end = offset + blockSize;
        if (offset < VhdxHeader.MIB
                || regions.bat().overlaps(offset, end)
                || regions.metadata().overlaps(offset, end)) {
            throw wrong(block, entry, "on top of the headers, the metadata or this table");
        }
        return offset;
    }

    private Run data(long position, long length, long blockStart) throws CorruptDataException {
        long at = blockStart + position % blockSize;
        if (at >= file.size()) {
            throw new CorruptDataException(
                    "VHDX: the block for guest position %d ends behind the end of the file (%d bytes); was it truncated?"
                            .formatted(position, file.size()));
        }
        return new Run.Data(position, Math.min(length, file.size() - at), file, at);
    }

    private Run bySector(long position, long length, long block, long entry) throws IOException {
        if (!differencing) {
            throw wrong(block, entry, "a partially present block of a disk that has no parent");
        }
        long bitmap = bitmap(block);
        long sectorOfChunk = block % chunkRatio * (blockSize / sectorSize) + position % blockSize / sectorSize;
        long inBlock = Math.min(length, blockSize - position % blockSize);
        int firstBit = (int) (sectorOfChunk % 8);
        long inSector = position % sectorSize;
        int wanted = (int) Math.min((inSector + inBlock - 1) / sectorSize + 1, BITMAP_WINDOW * 8L - firstBit);
        byte[] bits = bitmaps.readBytes(bitmap + sectorOfChunk / 8, (firstBit + wanted + 7) / 8);
        boolean own = isSet(bits, firstBit);
        int sectors = 1;
        while (sectors < wanted && isSet(bits, firstBit + sectors) == own) {
            sectors++;
        }
        long here = Math.min(inBlock, (long) sectors * sectorSize - inSector);
        return own ? data(position, here, payload(block, entry)) : new Run.Unallocated(position, here);
    }

    /** Where the sector bitmap for the chunk of a block starts in the file. */
    private long bitmap(long block) throws IOException {
        long chunk = block / chunkRatio;
        long index = chunk * (chunkRatio + 1) + chunkRatio;
        long entry = table.get(index);
        long offset = BatEntry.fileOffset(entry);
        if (BatEntry.state(entry) != BatEntry.BITMAP_PRESENT
                || offset < VhdxHeader.MIB
                || offset > file.size() - VhdxHeader.MIB) {
            throw new CorruptDataException(
                    "VHDX block allocation table: entry %d for the sector bitmap of block %d is 0x%x, expected state 6 inside the file"
                            .formatted(index, block, entry));
        }
        return offset;
    }

    private static CorruptDataException wrong(long block, long entry, String what) {
        return new CorruptDataException(
                "VHDX block allocation table: the entry of block %d is 0x%x, %s".formatted(block, entry, what));
    }

    /** The least significant bit of a byte stands for the first of its eight sectors. */
    private static boolean isSet(byte[] bits, int bit) {
        return (bits[bit / 8] & (1 << bit % 8)) != 0;
    }
}
