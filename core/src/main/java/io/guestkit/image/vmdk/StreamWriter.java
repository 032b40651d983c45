package io.guestkit.image.vmdk;

import io.guestkit.image.ImageTarget;
import io.guestkit.image.ImageWriter;
import io.guestkit.io.BlockSink;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes streamOptimized: header and descriptor; compressed grains in the order of the disk, each grain table behind
 * the grains it leads to; the grain directory, the footer, the end. So a reader that cannot seek can follow.
 */
final class StreamWriter implements ImageWriter {

    private static final int VERSION = 3; // ESXi refuses older ones
    /** Numbers of sectors have 32 bits. */
    private static final long MAX_SECTORS = 1L << 32;

    private final NewDisk disk;
    private final BlockSink file;
    private final ContentId contentId;
    /** The grain directory: where each grain table is; 0 for tables that lead to no grain. */
    private final int[] directory;

    private final ByteBuffer table = ByteBuffer.allocate(SparseFile.TABLE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    /** Number of the table that is being filled; -1 before the first one. */
    private int tableNumber = -1;

    private long nextSector = SparseFile.GRAIN_SECTORS;

    StreamWriter(ImageTarget target, NewDisk disk) throws IOException {
        this.disk = disk;
        this.file = target.file();
        this.contentId = disk.newContentId();
        long tableCoverage = (long) NewDisk.GRAIN * SparseFile.TABLE_ENTRIES;
        this.directory = new int[(int) ((disk.size() + tableCoverage - 1) / tableCoverage)]; // at most 2^21
    }

    @Override
    public long virtualSize() {
        return disk.size();
    }

    @Override
    public int unitSize() {
        return NewDisk.GRAIN;
    }

    @Override
    public boolean encodes() {
        return true;
    }

    @Override
    public Encoder newEncoder() {
        return new GrainEncoder();
    }

    @Override
    public Placement place(long position, int length) {
        throw new UnsupportedOperationException("every grain of a stream is encoded");
    }

    @Override
    public Placement placeEncoded(long position, int length) throws IOException {
        long grain = position / NewDisk.GRAIN;
        int number = (int) (grain / SparseFile.TABLE_ENTRIES);
        if (number != tableNumber) {
            writeTable();
            tableNumber = number;
        }
        long sector = take(length);
        table.putInt((int) (grain % SparseFile.TABLE_ENTRIES) * Integer.BYTES, (int) sector);
        contentId.add(position, length);
        return new Placement(file, sector * SparseHeader.SECTOR, length);
    }

    /** The next sectors of the file, as many as that many bytes need. */
    private long take(long bytes) throws UnsupportedFeatureException {
        long sector = nextSector;
        nextSector += (bytes + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR;
        if (nextSector > MAX_SECTORS) {
            throw new UnsupportedFeatureException(
                    "a streamOptimized VMDK can have at most 2 TiB of compressed content");
        }
        return sector;
    }

    private void writeTable() throws IOException {
        if (tableNumber < 0) {
            return;
        }
        directory[tableNumber] = (int) writeMarked(Marker.GRAIN_TABLE, table.clear());
        java.util.Arrays.fill(table.array(), (byte) 0);
    }

    /**
     * Writes metadata behind a marker.
     *
     * @return the sector where the metadata is
     */
    private long writeMarked(Marker marker, ByteBuffer metadata) throws IOException {
        int sectors = (metadata.remaining() + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR;
        ByteBuffer all = ByteBuffer.allocate((1 + sectors) * SparseHeader.SECTOR);
        all.put(marker.toBytes(sectors)).put(metadata).clear();
        long sector = take(all.capacity());
        file.write(sector * SparseHeader.SECTOR, all);
        return sector + 1;
    }

    @Override
    public void finish() throws IOException {
        writeTable();
        ByteBuffer words = ByteBuffer.allocate(directory.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        words.asIntBuffer().put(directory);
        long gdOffset = writeMarked(Marker.GRAIN_DIRECTORY, words);
        writeMarked(Marker.FOOTER, header(gdOffset).toBytes());
        long end = take(SparseHeader.SECTOR);
        file.write(end * SparseHeader.SECTOR, Marker.END_OF_STREAM.toBytes(0));
        SparseFile.writeDescriptor(file, disk.descriptor(contentId.value()));
        file.write(0, header(SparseHeader.GD_AT_END).toBytes());
    }

    private SparseHeader header(long gdOffset) {
        return new SparseHeader(
                VERSION,
                SparseHeader.FLAG_NEWLINE_TEST | SparseHeader.FLAG_COMPRESSED | SparseHeader.FLAG_MARKERS,
                disk.size() / SparseHeader.SECTOR,
                SparseFile.GRAIN_SECTORS,
                1,
                SparseFile.DESCRIPTOR_SECTORS,
                SparseFile.TABLE_ENTRIES,
                0,
                gdOffset,
                SparseFile.GRAIN_SECTORS,
                false,
                SparseHeader.COMPRESSION_DEFLATE);
    }

    @Override
    public void close() {}
}
