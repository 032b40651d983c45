package io.guestkit.image.vhd;

import io.guestkit.io.StructView;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Lays out small disks field by field, so that a test can say exactly what stands where: the copy of the footer, the
 * dynamic disk header, the table at byte 1536, blocks of eight sectors after their bitmaps in the order of the calls, the
 * footer. Checksums are right unless a test breaks them.
 */
final class VhdBuilder {

    static final int SECTOR = 512;
    static final int BLOCK = 8 * SECTOR;
    static final int ENTRIES = 128;
    /** Where the first block's bitmap is. */
    static final int FIRST = 1536 + ENTRIES * 4;

    private final int type;
    private final ByteBuffer footer = ByteBuffer.allocate(512);
    private final ByteBuffer header = ByteBuffer.allocate(1024);
    private final ByteBuffer table = ByteBuffer.allocate(ENTRIES * 4);
    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    private byte[] content = new byte[0];

    VhdBuilder(int type, long size) {
        this.type = type;
        footer.put(0, "conectix".getBytes(StandardCharsets.US_ASCII));
        footer.putInt(0x0c, 0x10000).putLong(0x10, type == VhdFooter.FIXED ? -1 : 512);
        footer.put(0x1c, "win ".getBytes(StandardCharsets.US_ASCII));
        footer.putLong(0x28, size).putLong(0x30, size).putInt(0x3c, type);
        footer.putLong(0x44, 0x1111).putLong(0x4c, size);
        header.put(0, "cxsparse".getBytes(StandardCharsets.US_ASCII));
        header.putLong(0x08, -1).putLong(0x10, 1536).putInt(0x18, 0x10000);
        header.putInt(0x1c, ENTRIES).putInt(0x20, BLOCK);
        Arrays.fill(table.array(), (byte) 0xff);
    }

    static VhdBuilder fixed(byte[] content) {
        VhdBuilder builder = new VhdBuilder(VhdFooter.FIXED, content.length);
        builder.content = content;
        return builder;
    }

    VhdBuilder footer(int offset, int value) {
        footer.putInt(offset, value);
        return this;
    }

    VhdBuilder creator(String four) {
        footer.put(0x1c, four.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    VhdBuilder geometry(int cylinders, int heads, int sectors) {
        footer.putShort(0x38, (short) cylinders).put(0x3a, (byte) heads).put(0x3b, (byte) sectors);
        return this;
    }

    VhdBuilder header(int offset, int value) {
        header.putInt(offset, value);
        return this;
    }

    VhdBuilder header64(int offset, long value) {
        header.putLong(offset, value);
        return this;
    }

    VhdBuilder entry(int block, int sector) {
        table.putInt(block * 4, sector);
        return this;
    }

    /** Stores a block filled with one byte, all of it this disk's own. */
    VhdBuilder block(int number, int fill) {
        return block(number, fill, 0xff);
    }

    /** @param bitmap a bit for each of the eight sectors, the first one's the most significant */
    VhdBuilder block(int number, int fill, int bitmap) {
        entry(number, (FIRST + blocks.size()) / SECTOR);
        byte[] bytes = new byte[SECTOR + BLOCK];
        bytes[0] = (byte) bitmap;
        Arrays.fill(bytes, SECTOR, bytes.length, (byte) fill);
        blocks.writeBytes(bytes);
        return this;
    }

    VhdBuilder id(UUID id) {
        footer.putLong(0x44, id.getMostSignificantBits()).putLong(0x4c, id.getLeastSignificantBits());
        return this;
    }

    VhdBuilder parent(UUID id, String unicodeName) {
        header.putLong(0x28, id.getMostSignificantBits()).putLong(0x30, id.getLeastSignificantBits());
        header.put(0x40, unicodeName.getBytes(StandardCharsets.UTF_16BE));
        return this;
    }

    /** A parent locator; its name takes the place of blocks at the end. */
    VhdBuilder locator(int number, String code, byte[] name) {
        int at = 0x240 + number * 24;
        header.put(at, code.getBytes(StandardCharsets.US_ASCII));
        header.putInt(at + 4, SECTOR).putInt(at + 8, name.length).putLong(at + 16, FIRST + blocks.size());
        blocks.writeBytes(Arrays.copyOf(name, SECTOR));
        return this;
    }

    byte[] build() {
        seal(footer, VhdFooter.CHECKSUM);
        seal(header, DynamicHeader.CHECKSUM);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (type == VhdFooter.FIXED) {
            file.writeBytes(content);
        } else {
            file.writeBytes(footer.array());
            file.writeBytes(header.array());
            file.writeBytes(table.array());
            file.writeBytes(blocks.toByteArray());
        }
        file.writeBytes(footer.array());
        return file.toByteArray();
    }

    private static void seal(ByteBuffer bytes, int field) {
        bytes.putInt(field, (int) Checksum.of(StructView.bigEndian("", bytes.duplicate()), field));
    }
}
