package io.guestkit.image.vhdx;

import io.guestkit.image.BlockWriter;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.WordTableWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Writes VHDXs: headers, an empty log, metadata, block allocation table, then the blocks, in the order of the disk: those
 * that have content, or all of a fixed disk.
 */
final class VhdxWriter extends BlockWriter {

    static final long MAX_SIZE = 64L << 40;

    private static final long GIB = 1L << 30;
    private static final long LOG_OFFSET = VhdxHeader.MIB;
    private static final int MAX_LOG = 256 << 20;
    private static final int PHYSICAL_SECTOR = 4096;

    private final Metadata metadata;
    private final VhdxHeader header;
    private final RegionTable regions;
    private final UUID fileWriteGuid;
    private final WordTableWriter table;
    private final long chunkRatio;
    /** Behind the last block. */
    private long end;

    private VhdxWriter(ImageTarget target, Metadata metadata, int logLength, Supplier<UUID> guids) throws IOException {
        super(target.file(), metadata.virtualDiskSize(), metadata.blockSize());
        this.metadata = metadata;
        this.fileWriteGuid = guids.get();
        this.header = new VhdxHeader(1, guids.get(), VhdxHeader.NIL, 0, logLength, LOG_OFFSET);
        this.chunkRatio = BlockAllocationTable.chunkRatio(metadata);
        // of an empty disk QEMU takes the last of 0 blocks to be the one before 2^32
        long entries = blocks() == 0 ? 0xffff_ffffL / chunkRatio : BlockAllocationTable.entries(metadata);
        this.regions = RegionTable.from(LOG_OFFSET + logLength, entries * Long.BYTES);
        this.table = new WordTableWriter(
                file(), regions.bat().offset(), entries, Long.BYTES, ByteOrder.LITTLE_ENDIAN, BatEntry.NOT_PRESENT);
        this.end = regions.bat().end();
    }

    /** @param guids where the identities of file, content and disk come from: two disks must never have the same */
    static VhdxWriter create(ImageTarget target, ImageSpec spec, Supplier<UUID> guids) throws IOException {
        rejectLayers(DiskFormat.VHDX, spec);
        FormatOptions options = spec.options();
        options.rejectOthers(DiskFormat.VHDX, "subformat", "block_size", "logical_sector_size", "log_size");
        boolean fixed = options.word("subformat", "dynamic", "fixed").equals("fixed");
        if (spec.virtualSize() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a disk of %d bytes; vhdx images have up to %d (64 TiB)".formatted(spec.virtualSize(), MAX_SIZE));
        }
        int sector = Integer.parseInt(options.word("logical_sector_size", "512", "4096"));
        Metadata metadata = new Metadata(
                options.powerOfTwo("block_size", blockSize(spec.virtualSize()), Metadata.MIN_BLOCK, Metadata.MAX_BLOCK),
                fixed,
                (spec.virtualSize() + sector - 1) / sector * sector,
                Optional.of(guids.get()),
                sector,
                PHYSICAL_SECTOR,
                Optional.empty());
        int logLength = options.powerOfTwo("log_size", VhdxHeader.MIB, VhdxHeader.MIB, MAX_LOG);
        VhdxWriter writer = new VhdxWriter(target, metadata, logLength, guids);
        if (fixed) {
            writer.allocateAll();
        }
        return writer;
    }

    /** What QEMU takes if it is not asked for another one. */
    private static int blockSize(long virtualSize) {
        int mib;
        if (virtualSize > 32 * 1024 * GIB) {
            mib = 64;
        } else if (virtualSize > 100 * GIB) {
            mib = 32;
        } else {
            mib = virtualSize > GIB ? 16 : 8;
        }
        return mib * VhdxHeader.MIB;
    }

    private void allocateAll() throws IOException {
        for (long block = 0; block < blocks(); block++) {
            add(block);
        }
        file().resize(end);
    }

    @Override
    protected long allocate(long block) throws IOException {
        return metadata.leaveBlockAllocated() ? regions.bat().end() + block * metadata.blockSize() : add(block);
    }

    private long add(long block) throws IOException {
        long start = end;
        end += metadata.blockSize();
        table.set(BlockAllocationTable.index(block, chunkRatio), start | BatEntry.FULLY_PRESENT);
        return start;
    }

    @Override
    public void finish() throws IOException {
        file().resize(end);
        table.finish();
        file().write(regions.metadata().offset(), metadata.encode());
        regions.write(file());
        header.write(file(), fileWriteGuid);
        file().write(0, VhdxHeader.identifier("guestkit"));
    }
}
