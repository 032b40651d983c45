package io.guestkit.image.vhd;

import io.guestkit.image.Run;
import io.guestkit.image.WordTable;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteOrder;

/** The block allocation table of a dynamic or differencing disk, and the bitmaps before the blocks. */
final class BlockMap {

    static final long UNUSED = 0xffff_ffffL;
    private static final int BITMAP_PAGE = 4096;
    private static final long BITMAP_CACHE = 1 << 20;
    /** So many bytes of a bitmap are looked at to find where a run of sectors ends. */
    private static final int BITMAP_WINDOW = 512;

    private final BlockSource file;
    private final BlockSource bitmaps;
    private final DynamicHeader header;
    private final WordTable table;
    private final long size;
    /** Where the footer is. */
    private final long end;
    /** Whether the bitmaps choose between this disk and its parent; the sectors of a dynamic disk are all its own. */
    private final boolean differencing;

    BlockMap(BlockSource file, DynamicHeader header, long size, long end, boolean differencing) {
        this.file = file;
        this.bitmaps = new CachedSource(file, BITMAP_PAGE, BITMAP_CACHE);
        this.header = header;
        this.table = new WordTable(
                "VHD block allocation table",
                file,
                header.tableOffset(),
                header.maxTableEntries(),
                Integer.BYTES,
                ByteOrder.BIG_ENDIAN);
        this.size = size;
        this.end = end;
        this.differencing = differencing;
    }

    /** As {@link io.guestkit.image.DiskImage#run}; the range was checked against the disk's size. */
    Run run(long position, long length) throws IOException {
        int blockSize = header.blockSize();
        long block = position / blockSize;
        long entry = table.get(block);
        if (entry == UNUSED) {
            return new Run.Unallocated(position, Math.min(length, unusedUntil(block, length) - position));
        }
        long bitmap = bitmap(block, entry);
        int inside = (int) (position % blockSize);
        int here = (int) Math.min(length, blockSize - inside);
        if (differencing) {
            int sectors = sameSectors(bitmap, inside / VhdFooter.SECTOR, (inside + here - 1) / VhdFooter.SECTOR + 1);
            here = Math.min(here, Math.abs(sectors) * VhdFooter.SECTOR - inside % VhdFooter.SECTOR);
            if (sectors < 0) {
                return new Run.Unallocated(position, here);
            }
        }
        return data(position, here, bitmap + header.bitmapSize() + inside);
    }

    /** Where the unused blocks that start with this one end, as far as it is worth looking. */
    private long unusedUntil(long block, long length) throws IOException {
        long last = Math.min(
                (size - 1) / header.blockSize(), block + Math.min(length / header.blockSize() + 1, WordTable.PAGE));
        long next = block + 1;
        while (next <= last && table.get(next) == UNUSED) {
            next++;
        }
        return next
                * header.blockSize(); // at most the size rounded up to a block; sizes of blocks are checked against it
    }

    /** Where the bitmap of a block starts, right before its data. */
    private long bitmap(long block, long entry) throws CorruptDataException {
        long start = entry * VhdFooter.SECTOR;
        long dataStart = start + header.bitmapSize();
        if (dataStart >= end) {
            throw wrong(block, entry, "behind the end of the data (%d bytes); was the file truncated?".formatted(end));
        }
        long blockEnd = dataStart + header.blockSize();
        boolean overlaps = start < VhdFooter.LENGTH
                || (start < header.position() + DynamicHeader.LENGTH && header.position() < blockEnd)
                || (start < header.tableOffset() + header.maxTableEntries() * Integer.BYTES
                        && header.tableOffset() < blockEnd);
        if (overlaps) {
            throw wrong(block, entry, "on top of the headers or of this table");
        }
        return start;
    }

    private static CorruptDataException wrong(long block, long entry, String where) {
        return new CorruptDataException(
                "VHD block allocation table: entry %d is sector 0x%x, %s".formatted(block, entry, where));
    }

    private Run data(long position, int length, long at) throws CorruptDataException {
        if (at >= end) {
            throw new CorruptDataException(
                    "VHD: the block for guest position %d ends behind the data (%d bytes); was the file truncated?"
                            .formatted(position, end));
        }
        return new Run.Data(position, Math.min(length, end - at), file, at);
    }

    /**
     * How many sectors of a block, from {@code first} on and before {@code limit}, come from the same disk.
     *
     * @return positive if they are in this one, negative if they are in its parent
     */
    private int sameSectors(long bitmap, int first, int limit) throws IOException {
        int firstByte = first / 8;
        int bytes = Math.min((limit + 7) / 8 - firstByte, BITMAP_WINDOW);
        byte[] bits = bitmaps.readBytes(bitmap + firstByte, bytes);
        int stop = Math.min(limit, (firstByte + bytes) * 8);
        boolean own = isSet(bits, first - firstByte * 8);
        int next = first + 1;
        while (next < stop && isSet(bits, next - firstByte * 8) == own) {
            next++;
        }
        return own ? next - first : first - next;
    }

    /** The most significant bit of a byte stands for the first of its eight sectors. */
    private static boolean isSet(byte[] bits, int bit) {
        return (bits[bit / 8] & (0x80 >> bit % 8)) != 0;
    }
}
