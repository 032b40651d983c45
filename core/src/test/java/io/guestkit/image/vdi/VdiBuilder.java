package io.guestkit.image.vdi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Lays out small images field by field, so that a test can say exactly what stands where: the header, the map of 32 blocks
 * at byte 512, blocks of 4 KiB from byte 1024 on in the order of the calls.
 */
final class VdiBuilder {

    static final int BLOCK = 4096;
    static final int BLOCKS = 32;
    static final int FREE = 0xffffffff;
    static final int ZERO = 0xfffffffe;

    private final ByteBuffer header = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    private int extra;
    private int stored;

    VdiBuilder(int type) {
        header.put(0, "<<< guestkit test >>>\n".getBytes(StandardCharsets.US_ASCII));
        header.put(0x40, VdiHeader.SIGNATURE);
        header.putInt(0x44, 0x10001).putInt(0x48, 400).putInt(0x4c, type);
        header.putInt(0x154, 512).putInt(0x158, 1024).putInt(0x168, 512);
        header.putLong(0x170, BLOCKS * BLOCK).putInt(0x178, BLOCK).putInt(0x180, BLOCKS);
        Arrays.fill(header.array(), 512, 512 + 4 * BLOCKS, (byte) 0xff);
        uuid(0x188, new UUID(1, type));
    }

    VdiBuilder u32(int offset, int value) {
        header.putInt(offset, value);
        return this;
    }

    VdiBuilder u64(int offset, long value) {
        header.putLong(offset, value);
        return this;
    }

    VdiBuilder uuid(int offset, UUID uuid) {
        long high = uuid.getMostSignificantBits();
        header.putInt(offset, (int) (high >>> 32)).putShort(offset + 4, (short) (high >>> 16));
        header.putShort(offset + 6, (short) high);
        header.putLong(offset + 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
        return this;
    }

    VdiBuilder extra(int bytes) {
        extra = bytes;
        return u32(0x17c, bytes);
    }

    VdiBuilder entry(int block, int value) {
        return u32(512 + 4 * block, value);
    }

    VdiBuilder block(int number, int fill) {
        entry(number, stored++);
        byte[] bytes = new byte[extra + BLOCK];
        Arrays.fill(bytes, 0, extra, (byte) 0xee);
        Arrays.fill(bytes, extra, bytes.length, (byte) fill);
        blocks.writeBytes(bytes);
        return this;
    }

    byte[] build() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(header.array());
        file.writeBytes(blocks.toByteArray());
        return file.toByteArray();
    }
}
