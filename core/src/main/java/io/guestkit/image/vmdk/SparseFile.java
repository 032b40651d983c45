package io.guestkit.image.vmdk;

import io.guestkit.io.BlockSink;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A new hosted sparse extent: header, room for a descriptor, redundant grain directory and its tables, grain directory
 * and its tables, grains. All tables are there from the start, as VMware and QEMU want it, but those that lead to no
 * grain are holes of the file.
 */
final class SparseFile {

    static final int TABLE_ENTRIES = 512;
    static final int GRAIN_SECTORS = NewDisk.GRAIN / SparseHeader.SECTOR;
    static final int TABLE_BYTES = TABLE_ENTRIES * Integer.BYTES;
    static final int TABLE_SECTORS = TABLE_BYTES / SparseHeader.SECTOR;
    /** Room for a descriptor, in sectors; what VMware and QEMU leave. */
    static final int DESCRIPTOR_SECTORS = 20;

    /** Tables that are kept in memory together and written at once: those of 4 GiB. */
    private static final int WINDOW = 128;
    /** Entries of the grain directory that are written at once. */
    private static final int DIRECTORY_PIECE = 1 << 16;
    /** Numbers of sectors have 32 bits. */
    private static final long MAX_SECTORS = 1L << 32;

    private static final int ZEROED = 1;

    private final BlockSink file;
    private final SparseHeader header;
    private final int tables;
    private final long firstTable;
    private final long firstRedundantTable;
    private long nextSector;

    /** Entries of the tables from {@link #windowStart} on. */
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW * TABLE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private long windowStart;
    /** How many entries of the window were set, counted from its start. */
    private int windowUsed;

    /**
     * @param sectors size of the extent on the guest's disk
     * @param hasDescriptor whether the descriptor will be in it
     */
    SparseFile(BlockSink file, long sectors, boolean hasDescriptor, boolean zeroedGrains) {
        this.file = file;
        long grains = (sectors + GRAIN_SECTORS - 1) / GRAIN_SECTORS;
        this.tables = (int) ((grains + TABLE_ENTRIES - 1) / TABLE_ENTRIES); // 2^21 for the largest disk
        long directorySectors = directorySectors(tables);
        long redundantDirectory = 1 + (hasDescriptor ? DESCRIPTOR_SECTORS : 0);
        this.firstRedundantTable = redundantDirectory + directorySectors;
        long directory = firstRedundantTable + (long) tables * TABLE_SECTORS;
        this.firstTable = directory + directorySectors;
        long end = firstTable + (long) tables * TABLE_SECTORS;
        long overHead = (end + GRAIN_SECTORS - 1) / GRAIN_SECTORS * GRAIN_SECTORS;
        this.nextSector = overHead;
        this.header = new SparseHeader(
                zeroedGrains ? 2 : 1,
                SparseHeader.FLAG_NEWLINE_TEST
                        | SparseHeader.FLAG_REDUNDANT_DIRECTORY
                        | (zeroedGrains ? SparseHeader.FLAG_ZEROED_GRAIN : 0),
                sectors,
                GRAIN_SECTORS,
                hasDescriptor ? 1 : 0,
                hasDescriptor ? DESCRIPTOR_SECTORS : 0,
                TABLE_ENTRIES,
                redundantDirectory,
                directory,
                overHead,
                false,
                SparseHeader.COMPRESSION_NONE);
    }

    static long directorySectors(int tables) {
        return ((long) tables * Integer.BYTES + SparseHeader.SECTOR - 1) / SparseHeader.SECTOR;
    }

    /**
     * Sets room aside for grains that follow each other on the disk.
     *
     * @param grain number of the first one in the extent, above those of all calls before
     * @return where they are in the file, in bytes
     */
    long allocate(long grain, long count) throws IOException {
        long first = nextSector;
        long end = first + count * GRAIN_SECTORS;
        if (end > MAX_SECTORS) {
            throw new UnsupportedFeatureException(
                    "a sparse VMDK extent can store at most 2 TiB; choose the subformat twoGbMaxExtentSparse or monolithicFlat");
        }
        for (long i = 0; i < count; i++) {
            set(grain + i, (int) (first + i * GRAIN_SECTORS));
        }
        nextSector = end;
        return first * SparseHeader.SECTOR;
    }

    /** Makes grains read as zeros; as {@link #allocate} otherwise. */
    void zero(long grain, long count) throws IOException {
        if ((header.flags() & SparseHeader.FLAG_ZEROED_GRAIN) == 0) {
            allocate(grain, count); // to which nothing will be written
            return;
        }
        for (long i = 0; i < count; i++) {
            set(grain + i, ZEROED);
        }
    }

    private void set(long grain, int word) throws IOException {
        long index = grain - windowStart * TABLE_ENTRIES;
        if (index >= (long) WINDOW * TABLE_ENTRIES) {
            flush();
            windowStart = grain / TABLE_ENTRIES / WINDOW * WINDOW;
            index = grain - windowStart * TABLE_ENTRIES;
        }
        window.putInt((int) index * Integer.BYTES, word);
        windowUsed = (int) index + 1;
    }

    /** Writes the tables of the window, twice. */
    private void flush() throws IOException {
        if (windowUsed == 0) {
            return;
        }
        int bytes = (windowUsed + TABLE_ENTRIES - 1) / TABLE_ENTRIES * TABLE_BYTES;
        long offset = windowStart * TABLE_SECTORS;
        file.write((firstTable + offset) * SparseHeader.SECTOR, window.slice(0, bytes));
        file.write((firstRedundantTable + offset) * SparseHeader.SECTOR, window.slice(0, bytes));
        java.util.Arrays.fill(window.array(), (byte) 0);
        windowUsed = 0;
    }

    /** Writes all that is missing, the header last. */
    void finish(byte[] descriptor) throws IOException {
        flush();
        writeDirectory(header.rgdOffset(), firstRedundantTable);
        writeDirectory(header.gdOffset(), firstTable);
        file.resize(nextSector * SparseHeader.SECTOR); // the disk may end within the last grain
        if (descriptor.length > 0) {
            writeDescriptor(file, descriptor);
        }
        file.write(0, header.toBytes());
    }

    static void writeDescriptor(BlockSink file, byte[] descriptor) throws IOException {
        if (descriptor.length > DESCRIPTOR_SECTORS * SparseHeader.SECTOR) {
            throw new UnsupportedFeatureException(
                    "the VMDK descriptor has %d bytes, and there is room for %d; use shorter names"
                            .formatted(descriptor.length, DESCRIPTOR_SECTORS * SparseHeader.SECTOR));
        }
        file.write(SparseHeader.SECTOR, ByteBuffer.wrap(descriptor));
    }

    private void writeDirectory(long sector, long firstTable) throws IOException {
        for (int done = 0; done < tables; done += DIRECTORY_PIECE) {
            int count = Math.min(DIRECTORY_PIECE, tables - done);
            ByteBuffer piece = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < count; i++) {
                piece.putInt((int) (firstTable + (long) (done + i) * TABLE_SECTORS));
            }
            file.write(sector * SparseHeader.SECTOR + (long) done * Integer.BYTES, piece.flip());
        }
    }
}
