package io.guestkit.image.vdi;

import io.guestkit.image.CheckReport;
import io.guestkit.image.PlaceMap;
import io.guestkit.image.Run;
import io.guestkit.image.WordTable;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** The block map: for each block of the disk, which stored block it is. */
final class BlockMap {

    /** Never written: the parent's block, or zeros. */
    static final long FREE = 0xffff_ffffL;
    /** Discarded by the guest: zeros, whatever the parent has. */
    static final long ZERO = 0xffff_fffeL;

    private final BlockSource file;
    private final VdiHeader header;
    private final WordTable map;

    BlockMap(BlockSource file, VdiHeader header) {
        this.file = file;
        this.header = header;
        this.map = new WordTable(
                "VDI block map", file, header.blocksOffset(), header.blocks(), Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
    }

    /** As {@link io.guestkit.image.DiskImage#run}; the range was checked against the disk's size. */
    Run run(long position, long length) throws IOException {
        long block = position / header.blockSize();
        long entry = map.get(block);
        long run = Math.min(length, end(block, entry, position + length) - position);
        if (entry == FREE) {
            return new Run.Unallocated(position, run);
        }
        return entry == ZERO ? new Run.Zero(position, run, OptionalLong.empty()) : data(position, run, block, entry);
    }

    /** Where the blocks that continue this one end, as far as it is worth looking. */
    private long end(long block, long entry, long limit) throws IOException {
        long last =
                Math.min((limit - 1) / header.blockSize(), block + (entry >= ZERO ? WordTable.PAGE : WordTable.STORED));
        long next = block + 1;
        while (next <= last && continues(map.get(next), entry, next - block)) {
            next++;
        }
        return next * header.blockSize();
    }

    private boolean continues(long entry, long first, long distance) {
        if (first >= ZERO) {
            return entry == first;
        }
        return header.blockExtra() == 0 && entry < ZERO && entry == first + distance;
    }

    /** Looks at all entries: each block inside the file, and none for two. */
    void check(CheckReport.Builder report) throws IOException {
        long stride = stride();
        long room = Math.max(0, file.size() - header.dataOffset());
        PlaceMap taken = new PlaceMap(room / stride + (room % stride == 0 ? 0 : 1));
        long stored = 0;
        long before = -1;
        report.totalUnits(header.blocks());
        for (long block = 0; block < header.blocks(); block++) {
            long entry = map.get(block);
            if (entry >= ZERO) {
                continue;
            }
            stored++;
            report.unit(false, before >= 0 && entry != before + 1);
            before = entry;
            boolean free = taken.take(entry, 1);
            if (!isInside(entry, header.blockExtra() + bytesOf(block))) {
                long number = block;
                report.corruption(() ->
                        "VDI block map: block %d is stored block %d, which does not lie inside the file (%d bytes)"
                                .formatted(number, entry, file.size()));
            } else if (!free) {
                long number = block;
                report.corruption(() -> "VDI block map: block %d is stored block %d, which an earlier block is, too"
                        .formatted(number, entry));
            }
        }
        if (stored != header.allocated()) {
            report.corruption("VDI header: cBlocksAllocated at +0x184 is %d, the block map names %d"
                    .formatted(header.allocated(), stored));
        }
        taken.free((first, count) -> report.leak(
                "VDI: %d blocks of the file, from stored block %d on, are those of no block of the disk"
                        .formatted(count, first),
                count));
    }

    /** How much of a block the disk has; the map may have more blocks than the disk. */
    private long bytesOf(long block) {
        return Math.clamp(header.diskSize() - block * header.blockSize(), 0, header.blockSize());
    }

    private Run data(long position, long length, long block, long entry) throws CorruptDataException {
        int inside = (int) (position % header.blockSize());
        if (!isInside(entry, header.blockExtra() + (long) inside + 1)) {
            throw new CorruptDataException(
                    "VDI block map: entry %d is stored block %d, of which guest position %d lies behind the end of the file (%d bytes); was the file truncated?"
                            .formatted(block, entry, position, file.size()));
        }
        long at = header.dataOffset() + entry * stride() + header.blockExtra() + inside;
        return new Run.Data(position, Math.min(length, file.size() - at), file, at);
    }

    /** Whether the file has so many bytes of a stored block, those before its data included; careful not to overflow. */
    private boolean isInside(long entry, long bytes) {
        long room = file.size() - header.dataOffset() - bytes;
        return room >= 0 && entry <= room / stride();
    }

    private long stride() {
        return (long) header.blockSize() + header.blockExtra();
    }
}
