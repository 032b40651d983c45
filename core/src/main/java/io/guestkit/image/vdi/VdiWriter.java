package io.guestkit.image.vdi;

import io.guestkit.image.BlockWriter;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.WordTableWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Writes VDIs with blocks of 1 MiB, as VirtualBox makes them: header, block map, blocks from a multiple of 1 MiB on. The
 * blocks of a dynamic image stand in the order of the disk, those that have content; a static one has all of them.
 */
final class VdiWriter extends BlockWriter {

    static final int BLOCK_SIZE = 1 << 20;

    private static final int SECTOR = 512;
    private static final int MAP_OFFSET = 512;
    /** Map and header end, and the blocks start, below 2^32; so many entries of four bytes fit. */
    private static final long MAX_BLOCKS = ((1L << 32) - BLOCK_SIZE - MAP_OFFSET) / Integer.BYTES;

    private final boolean fixed;
    private final long dataOffset;
    private final WordTableWriter map;
    private final UUID uuidCreate;
    private final UUID uuidModify;
    private long allocated;

    private VdiWriter(ImageTarget target, long virtualSize, boolean fixed, Supplier<UUID> uuids) throws IOException {
        super(target.file(), virtualSize, BLOCK_SIZE);
        this.fixed = fixed;
        long mapEnd = MAP_OFFSET + blocks() * Integer.BYTES;
        this.dataOffset = (mapEnd + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
        this.map = new WordTableWriter(
                file(), MAP_OFFSET, blocks(), Integer.BYTES, ByteOrder.LITTLE_ENDIAN, BlockMap.FREE);
        this.uuidCreate = uuids.get();
        this.uuidModify = uuids.get();
    }

    /** @param uuids where the identities of the image come from: two images must never have the same */
    static VdiWriter create(ImageTarget target, ImageSpec spec, Supplier<UUID> uuids) throws IOException {
        rejectLayers(DiskFormat.VDI, spec);
        spec.options().rejectOthers(DiskFormat.VDI, "static");
        long sectors = spec.virtualSize() / SECTOR + (spec.virtualSize() % SECTOR == 0 ? 0 : 1);
        if (sectors > MAX_BLOCKS * (BLOCK_SIZE / SECTOR)) {
            throw new IllegalArgumentException("a disk of %d bytes; vdi images have up to %d"
                    .formatted(spec.virtualSize(), MAX_BLOCKS * BLOCK_SIZE));
        }
        VdiWriter writer =
                new VdiWriter(target, sectors * SECTOR, spec.options().onOff("static", false), uuids);
        if (writer.fixed) {
            writer.allocateAll();
        }
        return writer;
    }

    private void allocateAll() throws IOException {
        for (long block = 0; block < blocks(); block++) {
            map.set(block, block);
        }
        allocated = blocks();
        file().resize(end());
    }

    private long end() {
        return dataOffset + allocated * BLOCK_SIZE;
    }

    @Override
    protected long allocate(long block) throws IOException {
        if (fixed) {
            return dataOffset + block * BLOCK_SIZE;
        }
        long start = end();
        map.set(block, allocated++);
        return start;
    }

    @Override
    public void finish() throws IOException {
        file().resize(end());
        map.finish();
        VdiHeader header = new VdiHeader(
                "<<< guestkit virtual disk image >>>",
                fixed ? VdiHeader.STATIC : VdiHeader.DYNAMIC,
                MAP_OFFSET,
                dataOffset,
                virtualSize(),
                BLOCK_SIZE,
                0,
                blocks(),
                allocated,
                uuidCreate,
                uuidModify,
                VdiHeader.NIL,
                VdiHeader.NIL);
        file().write(0, header.encode());
    }
}
