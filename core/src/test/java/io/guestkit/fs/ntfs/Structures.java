package io.guestkit.fs.ntfs;

import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Structures as they are on the disk, for tests that then change one field. */
final class Structures {

    static final BootSector BOOT = new BootSector(512, 4096, 1000, 4, 500, 1024, 4096, 1);
    static final int ATTRIBUTE = 0x38;

    private Structures() {}

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static StructView view(String name, ByteBuffer bytes) {
        return StructView.littleEndian(name, bytes.duplicate());
    }

    static ByteBuffer bootSector() {
        ByteBuffer b = buffer(512);
        b.put(3, "NTFS    ".getBytes(StandardCharsets.US_ASCII));
        b.putShort(0x0b, (short) 512).put(0x0d, (byte) 8).putLong(0x28, 8000);
        b.putLong(0x30, 4)
                .putLong(0x38, 500)
                .put(0x40, (byte) -10)
                .put(0x44, (byte) 1)
                .putLong(0x48, 0x1234);
        return b;
    }

    /** FILE record 40 of two sectors with one resident attribute, before it is written. */
    static ByteBuffer record() {
        ByteBuffer b = buffer(1024);
        b.put(0, "FILE".getBytes(StandardCharsets.US_ASCII));
        b.putShort(0x04, (short) 0x30)
                .putShort(0x06, (short) 3)
                .putShort(0x10, (short) 7)
                .putShort(0x12, (short) 1);
        b.putShort(0x14, (short) ATTRIBUTE)
                .putShort(0x16, (short) 1)
                .putInt(0x18, 0x80)
                .putInt(0x2c, 40);
        b.put(
                ATTRIBUTE,
                resident(Attribute.DATA, "text".getBytes(StandardCharsets.US_ASCII))
                        .array());
        b.putInt(ATTRIBUTE + 0x20, -1);
        b.putLong(506, 0x1122_3344_5566_7788L); // up to the end of the first sector
        return b;
    }

    /** As it is written: update sequence number 9 in the last two bytes of each sector. */
    static byte[] sealed(ByteBuffer record) {
        ByteBuffer b = buffer(record.capacity());
        b.put(0, record.array());
        int array = b.getShort(0x04);
        b.putShort(array, (short) 9);
        for (int i = 1; i <= b.capacity() / 512; i++) {
            b.putShort(array + 2 * i, b.getShort(i * 512 - 2)).putShort(i * 512 - 2, (short) 9);
        }
        return b.array();
    }

    static ByteBuffer resident(int type, byte[] value) {
        ByteBuffer b = buffer(0x18 + (value.length + 7) / 8 * 8);
        b.putInt(0, type).putInt(4, b.capacity()).putInt(0x10, value.length).putShort(0x14, (short) 0x18);
        b.put(0x18, value);
        return b;
    }

    /** An extent of $DATA from a cluster on. */
    static Attribute extent(long lowest, long highest, int... pairs) throws Exception {
        ByteBuffer b = buffer(0x40 + (pairs.length + 8) / 8 * 8);
        b.putInt(0, Attribute.DATA).putInt(4, b.capacity()).put(8, (byte) 1);
        b.putLong(0x10, lowest).putLong(0x18, highest).putShort(0x20, (short) 0x40);
        for (int i = 0; i < pairs.length; i++) {
            b.put(0x40 + i, (byte) pairs[i]);
        }
        return Attribute.parse(40, view("attribute", b));
    }
}
