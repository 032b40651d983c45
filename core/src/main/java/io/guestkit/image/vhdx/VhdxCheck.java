package io.guestkit.image.vhdx;

import io.guestkit.image.CheckReport;
import io.guestkit.image.PlaceMap;
import io.guestkit.image.WordTable;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * Looks for what is wrong with the block allocation table: each block inside the file, and no MiB of it for two things.
 */
final class VhdxCheck {

    private static final long MIB = VhdxHeader.MIB;

    private final BlockSource file;
    private final Metadata metadata;
    private final CheckReport.Builder report;
    private final PlaceMap taken;
    private final long blocks;
    private final long chunkRatio;
    private final WordTable table;
    /** Where the block before ends in the file. */
    private long before = -1;

    VhdxCheck(BlockSource file, VhdxHeader header, RegionTable regions, Metadata metadata, CheckReport.Builder report)
            throws IOException {
        this.file = file;
        this.metadata = metadata;
        this.report = report;
        this.taken = new PlaceMap(file.size() / MIB + (file.size() % MIB == 0 ? 0 : 1));
        this.blocks = (metadata.virtualDiskSize() + metadata.blockSize() - 1) / metadata.blockSize();
        this.chunkRatio = BlockAllocationTable.chunkRatio(metadata);
        this.table = new WordTable(
                "VHDX block allocation table",
                file,
                regions.bat().offset(),
                BlockAllocationTable.entries(metadata),
                Long.BYTES,
                ByteOrder.LITTLE_ENDIAN);
        taken.take(0, 1);
        for (RegionTable.Region region : regions.all()) {
            if (region.end() > file.size()) {
                report.corruption("VHDX region table: the region %s (%d bytes at 0x%x) does not lie inside the file"
                        .formatted(region.guid(), region.length(), region.offset()));
            }
            taken.take(region.offset() / MIB, region.length() / MIB);
        }
        if (header.logLength() > 0 && !taken.take(header.logOffset() / MIB, header.logLength() / MIB)) {
            report.corruption("VHDX header: the log (%d bytes at 0x%x) lies on top of the headers or of a region"
                    .formatted(header.logLength(), header.logOffset()));
        }
    }

    void check() throws IOException {
        report.totalUnits(blocks);
        for (long block = 0; block < blocks; block++) {
            payload(block, table.get(BlockAllocationTable.index(block, chunkRatio)));
        }
        long chunks = BlockAllocationTable.entries(metadata) / (chunkRatio + 1); // the last one may have no bitmap
        for (long chunk = 0; chunk < chunks; chunk++) {
            bitmap(chunk, bitmapEntry(chunk));
        }
        reserved();
        long unit = metadata.blockSize() / MIB;
        taken.free((first, count) -> {
            if (count >= unit) {
                report.leak(
                        "VHDX: nothing is said of %d MiB of the file from 0x%x on".formatted(count, first * MIB),
                        count / unit);
            }
        });
    }

    private long bitmapEntry(long chunk) throws IOException {
        return table.get(chunk * (chunkRatio + 1) + chunkRatio);
    }

    private void payload(long block, long entry) throws IOException {
        int state = BatEntry.state(entry);
        switch (state) {
            case BatEntry.NOT_PRESENT,
                    BatEntry.UNDEFINED,
                    BatEntry.ZERO,
                    BatEntry.UNMAPPED,
                    BatEntry.UNMAPPED_DRAFT -> {
                // nothing is stored
            }
            case BatEntry.FULLY_PRESENT -> stored(block, entry);
            case BatEntry.PARTIALLY_PRESENT -> {
                stored(block, entry);
                if (metadata.parent().isEmpty()) {
                    wrong(block, entry, "partially present on a disk that has no parent");
                } else if (BatEntry.state(bitmapEntry(block / chunkRatio)) != BatEntry.BITMAP_PRESENT) {
                    wrong(block, entry, "partially present, and its chunk has no sector bitmap");
                }
            }
            default -> wrong(block, entry, "of a state that is not defined");
        }
    }

    private void stored(long block, long entry) {
        long offset = BatEntry.fileOffset(entry);
        report.unit(false, before >= 0 && offset != before);
        before = offset + metadata.blockSize();
        long used = Math.min(metadata.blockSize(), metadata.virtualDiskSize() - block * metadata.blockSize());
        if (offset < MIB || offset > file.size() - used) {
            wrong(block, entry, "not inside the file");
        } else if (!taken.take(offset / MIB, metadata.blockSize() / MIB)) {
            wrong(block, entry, "on top of an earlier block, a region, the log or the headers");
        }
    }

    private void bitmap(long chunk, long entry) {
        switch (BatEntry.state(entry)) {
            case BatEntry.NOT_PRESENT -> {
                // none
            }
            case BatEntry.BITMAP_PRESENT -> {
                long offset = BatEntry.fileOffset(entry);
                if (offset < MIB || offset > file.size() - MIB) {
                    wrongBitmap(chunk, entry, "not inside the file");
                } else if (!taken.take(offset / MIB, 1)) {
                    wrongBitmap(chunk, entry, "on top of something else");
                }
            }
            default -> wrongBitmap(chunk, entry, "of a state that is not defined");
        }
    }

    /** Blocks that are not in use may keep their place in the file. */
    private void reserved() throws IOException {
        for (long block = 0; block < blocks; block++) {
            long entry = table.get(BlockAllocationTable.index(block, chunkRatio));
            long offset = BatEntry.fileOffset(entry);
            if (BatEntry.state(entry) < BatEntry.FULLY_PRESENT && offset > 0) {
                taken.take(offset / MIB, metadata.blockSize() / MIB);
            }
        }
    }

    private void wrong(long block, long entry, String what) {
        report.corruption(
                () -> "VHDX block allocation table: the entry of block %d is 0x%x, %s".formatted(block, entry, what));
    }

    private void wrongBitmap(long chunk, long entry, String what) {
        report.corruption(() -> "VHDX block allocation table: the entry of the sector bitmap of chunk %d is 0x%x, %s"
                .formatted(chunk, entry, what));
    }
}
