package io.guestkit.image.vhd;

import io.guestkit.image.CheckReport;
import io.guestkit.image.WordTable;
import io.guestkit.io.BlockSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for what is wrong with the block allocation table of a dynamic or differencing disk: each block inside the file,
 * and none on top of another one or of a structure.
 */
final class VhdCheck {

    /** More than the million blocks of 2 MiB that the largest disk has. */
    private static final int MAX_BLOCKS = 1 << 22;
    /** Bits of a key that are the number of the block; those above are that of its sector. */
    private static final int BLOCK_BITS = 22;

    /** A structure of the file. */
    private record Structure(String name, long start, long end) {}

    private final DynamicHeader header;
    private final long size;
    private final long end;
    private final CheckReport.Builder report;
    private final WordTable table;
    private final List<Structure> structures = new ArrayList<>();
    /** Sector and number of the stored blocks. */
    private long[] keys = new long[1024];

    private int stored;

    /**
     * @param size of the disk
     * @param end where the footer is
     */
    VhdCheck(BlockSource file, DynamicHeader header, long size, long end, CheckReport.Builder report) {
        this.header = header;
        this.size = size;
        this.end = end;
        this.report = report;
        this.table = new WordTable(
                "VHD block allocation table",
                file,
                header.tableOffset(),
                header.maxTableEntries(),
                Integer.BYTES,
                ByteOrder.BIG_ENDIAN);
    }

    void check() throws IOException {
        long blocks = size / header.blockSize() + (size % header.blockSize() == 0 ? 0 : 1);
        report.totalUnits(blocks);
        if (blocks > MAX_BLOCKS) {
            throw new UnsupportedFeatureException(
                    "checks of VHDs with %d blocks; up to %d are checked".formatted(blocks, MAX_BLOCKS));
        }
        structures();
        for (int block = 0; block < blocks; block++) {
            long entry = table.get(block);
            if (entry != BlockMap.UNUSED) {
                add(block, entry);
            }
        }
        Arrays.sort(keys, 0, stored);
        findOverlapsAndLeaks();
    }

    private void structures() {
        add("the copy of the footer", 0, VhdFooter.LENGTH);
        add("the header", header.position(), DynamicHeader.LENGTH);
        add("the block allocation table", header.tableOffset(), header.maxTableEntries() * Integer.BYTES);
        for (ParentLocator locator : header.parentLocators()) {
            if (locator.length() > 0) {
                add("parent locator " + locator.platformCode(), locator.offset(), locator.length());
            }
        }
        structures.sort((one, other) -> Long.compare(one.start, other.start));
        for (int i = 1; i < structures.size(); i++) {
            Structure one = structures.get(i - 1);
            Structure other = structures.get(i);
            if (other.start < one.end) {
                report.corruption("VHD: %s at 0x%x lies on top of %s at 0x%x"
                        .formatted(other.name, other.start, one.name, one.start));
            }
        }
    }

    private void add(String name, long start, long length) {
        if (start < 0 || start > end - length) {
            report.corruption("VHD: %s (%d bytes at 0x%x) does not lie inside the file".formatted(name, length, start));
        } else {
            structures.add(new Structure(name, start, start + length));
        }
    }

    private void add(int block, long entry) {
        long start = entry * VhdFooter.SECTOR;
        long used = Math.min(header.blockSize(), size - (long) block * header.blockSize());
        long usedEnd = start + header.bitmapSize() + used;
        if (usedEnd > end) {
            wrong(block, entry, "which does not end before the footer (0x%x)".formatted(end));
            return;
        }
        for (Structure structure : structures) {
            if (start < structure.end && structure.start < usedEnd) {
                wrong(block, entry, "on top of " + structure.name);
                return;
            }
        }
        if (stored == keys.length) {
            keys = Arrays.copyOf(keys, stored * 2);
        }
        keys[stored++] = entry << BLOCK_BITS | block; // at most 54 bits
    }

    private void wrong(int block, long entry, String what) {
        report.corruption(
                () -> "VHD block allocation table: entry %d is sector 0x%x, %s".formatted(block, entry, what));
    }

    private void findOverlapsAndLeaks() {
        long stride = header.bitmapSize() + (long) header.blockSize();
        long before = 0;
        long last = -1;
        for (int i = 0; i < stored; i++) {
            long entry = keys[i] >>> BLOCK_BITS;
            int block = (int) keys[i] & (MAX_BLOCKS - 1);
            long start = entry * VhdFooter.SECTOR;
            report.unit(false, block != 0 && last != block - 1);
            if (start < before) {
                wrong(block, entry, "inside of block " + last);
            } else {
                findLeaks(before, start, stride);
            }
            before = start + stride;
            last = block;
        }
        findLeaks(before, end, stride);
    }

    /** A stretch of the file without blocks is room that was lost, as far as whole blocks fit between structures. */
    private void findLeaks(long from, long to, long stride) {
        long at = from;
        for (Structure structure : structures) {
            if (structure.end > at && structure.start < to) {
                leak(at, structure.start, stride);
                at = structure.end;
            }
        }
        leak(at, to, stride);
    }

    private void leak(long from, long to, long stride) {
        if (to - from >= stride) {
            report.leak(
                    "VHD: nothing is said of %d bytes of the file at 0x%x".formatted(to - from, from),
                    (to - from) / stride);
        }
    }
}
