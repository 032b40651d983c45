package io.guestkit.image.vhd;

import io.guestkit.image.BlockWriter;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageSpec;
import io.guestkit.image.ImageTarget;
import io.guestkit.image.WordTableWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.UUID;

/**
 * Writes VHDs. A fixed disk is the disk and a footer. A dynamic disk is footer, header, table, blocks in the order of the
 * disk, footer; all sectors of a block that is stored are marked as written, and its data starts at a multiple of 4 KiB,
 * so that the host does not have to divide its own blocks.
 */
final class VhdWriter extends BlockWriter {

    /** 2040 GiB: the sectors of the file behind the last block have to be numbered with 32 bits. */
    static final long MAX_SIZE = 2040L << 30;

    static final int BLOCK_SIZE = 2 << 20;

    private static final int ALIGNMENT = 4096;
    private static final int BITMAP_SIZE = BLOCK_SIZE / VhdFooter.SECTOR / 8;
    private static final int HEADER_OFFSET = VhdFooter.LENGTH;
    private static final int TABLE_OFFSET = HEADER_OFFSET + DynamicHeader.LENGTH;
    private static final int AZURE_ALIGNMENT = 1 << 20;

    private final boolean fixed;
    private final UUID uniqueId;
    private final Instant created;
    private final WordTableWriter table;
    private final ByteBuffer bitmap = ByteBuffer.allocateDirect(BITMAP_SIZE);
    /** Behind the last block. */
    private long end;

    private VhdWriter(ImageTarget target, long virtualSize, boolean fixed, UUID uniqueId, Instant created)
            throws IOException {
        super(target.file(), virtualSize, BLOCK_SIZE);
        this.fixed = fixed;
        this.uniqueId = uniqueId;
        this.created = created;
        this.table = new WordTableWriter(
                file(), TABLE_OFFSET, blocks(), Integer.BYTES, ByteOrder.BIG_ENDIAN, BlockMap.UNUSED);
        long tableEnd = TABLE_OFFSET + blocks() * Integer.BYTES;
        this.end = up(tableEnd, VhdFooter.SECTOR);
        while (bitmap.hasRemaining()) {
            bitmap.put((byte) 0xff);
        }
    }

    /**
     * @param uniqueId of the disk: two must never have the same
     * @param created when that was, by its own word
     */
    static VhdWriter create(ImageTarget target, ImageSpec spec, UUID uniqueId, Instant created) throws IOException {
        rejectLayers(DiskFormat.VHD, spec);
        FormatOptions options = spec.options();
        options.rejectOthers(DiskFormat.VHD, "subformat", "force_size", "azure");
        boolean azure = options.onOff("azure", false);
        boolean fixed = (azure ? options.word("subformat", "fixed") : options.word("subformat", "dynamic", "fixed"))
                .equals("fixed");
        boolean exact = azure ? options.word("force_size", "on").equals("on") : options.onOff("force_size", true);
        if (spec.virtualSize() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a disk of %d bytes; vpc images have up to %d (2040 GiB), vhdx images more"
                            .formatted(spec.virtualSize(), MAX_SIZE));
        }
        long size = up(spec.virtualSize(), azure ? AZURE_ALIGNMENT : VhdFooter.SECTOR);
        return new VhdWriter(target, exact ? size : upToGeometry(size), fixed, uniqueId, created);
    }

    private static long up(long size, int unit) {
        return (size + unit - 1) / unit * unit;
    }

    /** The next size that a geometry gives exactly; the size itself if none is as large. */
    private static long upToGeometry(long size) {
        long sectors = size / VhdFooter.SECTOR;
        if (sectors > Geometry.MAX_SECTORS) {
            return size;
        }
        long enough = sectors;
        while (Geometry.of(enough).sectors() < sectors) {
            enough++; // not for long: geometries are at most a cylinder apart
        }
        return Geometry.of(enough).sectors() * VhdFooter.SECTOR;
    }

    @Override
    protected long allocate(long block) throws IOException {
        if (fixed) {
            return block * BLOCK_SIZE;
        }
        long data = up(end + BITMAP_SIZE, ALIGNMENT);
        end = data + BLOCK_SIZE;
        file().write(data - BITMAP_SIZE, bitmap.clear());
        table.set(block, (data - BITMAP_SIZE) / VhdFooter.SECTOR);
        return data;
    }

    @Override
    public void finish() throws IOException {
        Geometry geometry = Geometry.of(virtualSize() / VhdFooter.SECTOR);
        VhdFooter footer = new VhdFooter(
                fixed ? -1 : HEADER_OFFSET,
                VhdFooter.CREATOR,
                virtualSize(),
                geometry.cylinders(),
                geometry.heads(),
                geometry.sectorsPerTrack(),
                fixed ? VhdFooter.FIXED : VhdFooter.DYNAMIC,
                uniqueId,
                false);
        if (fixed) {
            file().write(virtualSize(), footer.encode(created));
            return;
        }
        table.finish();
        file().write(end, footer.encode(created));
        file().write(HEADER_OFFSET, DynamicHeader.encode(TABLE_OFFSET, blocks(), BLOCK_SIZE));
        file().write(0, footer.encode(created));
    }
}
