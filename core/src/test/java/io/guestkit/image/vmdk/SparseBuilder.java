package io.guestkit.image.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Lays out small hosted sparse extents sector by sector, so that a test can say exactly what stands where: header,
 * descriptor (2 sectors), grain directory, two grain tables of 128 entries, and grains in the order of the calls.
 */
final class SparseBuilder {

    static final int SECTOR = 512;
    static final int GRAIN_SECTORS = 2;
    static final int GRAIN = GRAIN_SECTORS * SECTOR;
    static final int TABLE_ENTRIES = 128;
    static final int DIRECTORY = 3;
    static final int FIRST_TABLE = 4;
    static final int FIRST_GRAIN = 6;

    private final ByteBuffer header = sector();
    private final ByteBuffer descriptor = ByteBuffer.allocate(2 * SECTOR);
    private final ByteBuffer directory = sector();
    private final ByteBuffer tables =
            ByteBuffer.allocate(2 * TABLE_ENTRIES * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream grains = new ByteArrayOutputStream();

    /** @param capacity in sectors, at most what two grain tables are for */
    SparseBuilder(long capacity) {
        header.put(0, SparseHeader.MAGIC);
        header.putInt(0x04, 1);
        header.putInt(0x08, 1);
        header.putLong(0x0c, capacity);
        header.putLong(0x14, GRAIN_SECTORS);
        header.putInt(0x2c, TABLE_ENTRIES);
        header.putLong(0x38, DIRECTORY);
        header.putLong(0x40, FIRST_GRAIN);
        header.put(0x49, new byte[] {'\n', ' ', '\r', '\n'});
        directory.putInt(0, FIRST_TABLE);
        directory.putInt(4, FIRST_TABLE + 1);
    }

    /** An image of its own, which describes itself. */
    static SparseBuilder monolithic(long capacity) {
        return new SparseBuilder(capacity)
                .descriptor("# Disk DescriptorFile\nversion=1\nCID=0badcafe\nparentCID=ffffffff\n"
                        + "createType=\"monolithicSparse\"\nRW " + capacity + " SPARSE \"disk.vmdk\"\n");
    }

    private static ByteBuffer sector() {
        return ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    SparseBuilder u8(int offset, int value) {
        header.put(offset, (byte) value);
        return this;
    }

    SparseBuilder u16(int offset, int value) {
        header.putShort(offset, (short) value);
        return this;
    }

    SparseBuilder u32(int offset, int value) {
        header.putInt(offset, value);
        return this;
    }

    SparseBuilder u64(int offset, long value) {
        header.putLong(offset, value);
        return this;
    }

    SparseBuilder descriptor(String text) {
        Arrays.fill(descriptor.array(), (byte) 0);
        descriptor.put(0, text.getBytes(StandardCharsets.ISO_8859_1));
        return u64(0x1c, 1).u64(0x24, 2);
    }

    /** Entry of the grain directory, as it stands. */
    SparseBuilder directory(int index, int sector) {
        directory.putInt(index * 4, sector);
        return this;
    }

    /** Entry of the grain tables, as it stands. */
    SparseBuilder entry(int grain, int sector) {
        tables.putInt(grain * 4, sector);
        return this;
    }

    /** A grain filled with one byte. */
    SparseBuilder grain(int grain, int fill) {
        byte[] bytes = new byte[GRAIN];
        Arrays.fill(bytes, (byte) fill);
        return stored(grain, bytes);
    }

    /** A grain of these bytes in the file, whole sectors of them. */
    SparseBuilder stored(int grain, byte[] bytes) {
        entry(grain, nextSector());
        grains.writeBytes(Arrays.copyOf(bytes, (bytes.length + SECTOR - 1) / SECTOR * SECTOR));
        return this;
    }

    /** A compressed grain behind a marker. */
    SparseBuilder compressed(int grain, byte[] content) {
        byte[] stream = deflated(content);
        ByteBuffer marked = ByteBuffer.allocate(12 + stream.length).order(ByteOrder.LITTLE_ENDIAN);
        marked.putLong((long) grain * GRAIN_SECTORS).putInt(stream.length).put(stream);
        return stored(grain, marked.array());
    }

    static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] stream = new byte[2 * content.length + 64];
        int length = deflater.deflate(stream);
        deflater.end();
        return Arrays.copyOf(stream, length);
    }

    /** Turns the image into a stream: version 3, compressed, with markers. */
    SparseBuilder stream() {
        return u32(0x04, 3).u32(0x08, 0x3_0001).u16(0x4d, 1);
    }

    int nextSector() {
        return FIRST_GRAIN + grains.size() / SECTOR;
    }

    byte[] build() {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        image.writeBytes(header.array());
        image.writeBytes(descriptor.array());
        image.writeBytes(directory.array());
        image.writeBytes(tables.array());
        image.writeBytes(grains.toByteArray());
        return image.toByteArray();
    }

    /** As a stream is written: the header knows no grain directory, the footer does. */
    byte[] buildWithFooter() {
        ByteBuffer footer = ByteBuffer.wrap(header.array().clone());
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        u64(0x38, -1);
        image.writeBytes(build());
        image.writeBytes(sector().putInt(12, 3).array());
        image.writeBytes(footer.array());
        image.writeBytes(new byte[SECTOR]);
        return image.toByteArray();
    }
}
