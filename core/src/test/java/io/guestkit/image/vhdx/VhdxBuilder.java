package io.guestkit.image.vhdx;

import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Lays out small files field by field, so that a test can say exactly what stands where: header 2 is the newest, the log
 * is the second MiB, metadata the third, the table the fourth; blocks of 1 MiB follow in the order of the calls. Checksums
 * are right unless a test breaks them.
 */
final class VhdxBuilder {

    static final int MIB = 1 << 20;
    static final int BLOCK = MIB;
    static final int METADATA = 2 * MIB;
    static final int TABLE = 3 * MIB;
    static final int HEADER_1 = 64 << 10;
    static final int HEADER_2 = 128 << 10;
    static final int REGIONS_1 = 192 << 10;
    static final int REGIONS_2 = 256 << 10;
    static final UUID LOG = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private static final int FIRST_ITEM = 64 << 10;

    private byte[] file = new byte[4 * MIB];
    private ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    private int items;
    private int itemEnd = FIRST_ITEM;

    VhdxBuilder(long size, int sectorSize, boolean child) {
        put(0, "vhdxfile");
        put(8, "guestkit".getBytes(StandardCharsets.UTF_16LE));
        for (int header : new int[] {HEADER_1, HEADER_2}) {
            put(header, "head");
            bytes.putLong(header + 8, header);
            bytes.putShort(header + 0x42, (short) 1);
            bytes.putInt(header + 0x44, MIB).putLong(header + 0x48, MIB);
        }
        for (int table : new int[] {REGIONS_1, REGIONS_2}) {
            put(table, "regi");
            bytes.putInt(table + 8, 2);
        }
        region(0, RegionTable.BAT, TABLE, MIB, 1);
        region(1, RegionTable.METADATA, METADATA, MIB, 1);
        put(METADATA, "metadata");
        item("caa16737-fa36-4d43-b3b6-33f0aa44e76b", words(BLOCK, child ? 2 : 0));
        item("2fa54224-cd1b-4876-b211-5dbed83bf4b8", words((int) size, (int) (size >>> 32)));
        item("8141bf1d-a96f-4709-ba47-f233a8faab5f", words(sectorSize));
        item("cda348c7-445d-4471-9cc9-e9885251c556", words(4096));
    }

    private static byte[] words(int... words) {
        ByteBuffer value = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            value.putInt(word);
        }
        return value.array();
    }

    VhdxBuilder put(int offset, byte[] value) {
        bytes.put(offset, value);
        return this;
    }

    VhdxBuilder put(int offset, String ascii) {
        return put(offset, ascii.getBytes(StandardCharsets.US_ASCII));
    }

    VhdxBuilder u32(int offset, int value) {
        bytes.putInt(offset, value);
        return this;
    }

    VhdxBuilder u64(int offset, long value) {
        bytes.putLong(offset, value);
        return this;
    }

    static byte[] guid(UUID uuid) {
        ByteBuffer value = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        long high = uuid.getMostSignificantBits();
        value.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        return value.putLong(Long.reverseBytes(uuid.getLeastSignificantBits())).array();
    }

    VhdxBuilder region(int number, UUID guid, long offset, int length, int flags) {
        for (int table : new int[] {REGIONS_1, REGIONS_2}) {
            int at = table + 16 + 32 * number;
            put(at, guid(guid)).u64(at + 16, offset).u32(at + 24, length).u32(at + 28, flags);
            u32(table + 8, Math.max(number + 1, bytes.getInt(table + 8)));
        }
        return this;
    }

    VhdxBuilder item(String id, byte[] value) {
        return item(UUID.fromString(id), value, 4);
    }

    VhdxBuilder item(UUID id, byte[] value, int flags) {
        int at = METADATA + 32 + 32 * items++;
        bytes.putShort(METADATA + 10, (short) items);
        put(at, guid(id)).u32(at + 16, itemEnd).u32(at + 20, value.length).u32(at + 24, flags);
        put(METADATA + itemEnd, value);
        itemEnd += (value.length + 7) / 8 * 8;
        return this;
    }

    VhdxBuilder dataWriteGuid(UUID guid) {
        return put(HEADER_1 + 0x20, guid(guid)).put(HEADER_2 + 0x20, guid(guid));
    }

    /** A parent locator of keys and values in turn. */
    VhdxBuilder parent(String... texts) {
        int count = texts.length / 2;
        ByteBuffer locator = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        locator.put(guid(UUID.fromString("b04aefb7-d19e-4a81-b789-25b8e9445913")));
        locator.putShort(18, (short) count);
        int at = 20 + 12 * count;
        for (int i = 0; i < count; i++) {
            byte[] key = texts[2 * i].getBytes(StandardCharsets.UTF_16LE);
            byte[] value = texts[2 * i + 1].getBytes(StandardCharsets.UTF_16LE);
            int entry = 20 + 12 * i;
            locator.putInt(entry, at).putInt(entry + 4, at + key.length);
            locator.putShort(entry + 8, (short) key.length).putShort(entry + 10, (short) value.length);
            locator.put(at, key).put(at + key.length, value);
            at += key.length + value.length;
        }
        return item("a8d35f2d-b30b-454d-abf7-d3d84834ab0c", Arrays.copyOf(locator.array(), at));
    }

    VhdxBuilder entry(int index, long value) {
        return u64(TABLE + 8 * index, value);
    }

    /** Stores a block filled with one byte. */
    VhdxBuilder block(int index, int state, int fill) {
        byte[] content = new byte[BLOCK];
        Arrays.fill(content, (byte) fill);
        return block(index, state, content);
    }

    VhdxBuilder block(int index, int state, byte[] content) {
        int at = file.length;
        file = Arrays.copyOf(file, at + MIB);
        bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        put(at, content);
        return entry(index, at | state);
    }

    /** Declares that the log is to be replayed. */
    VhdxBuilder dirty() {
        return put(HEADER_2 + 0x30, guid(LOG));
    }

    /**
     * An entry of the log.
     *
     * @param at where in the log; it may go round
     * @param descriptors {@code {file offset, number of bytes to zero or 0, byte to fill a sector with}}
     */
    VhdxBuilder log(int at, int tail, long sequence, long flushed, long last, long[]... descriptors) {
        int sectors = 1;
        for (long[] descriptor : descriptors) {
            sectors += descriptor[1] == 0 ? 1 : 0;
        }
        ByteBuffer entry = ByteBuffer.allocate(sectors * 4096).order(ByteOrder.LITTLE_ENDIAN);
        entry.put("loge".getBytes(StandardCharsets.US_ASCII));
        entry.putInt(8, entry.capacity()).putInt(12, tail).putLong(16, sequence).putInt(24, descriptors.length);
        entry.put(32, guid(LOG)).putLong(48, flushed).putLong(56, last);
        int sector = 4096;
        for (int i = 0; i < descriptors.length; i++) {
            int descriptor = 64 + 32 * i;
            boolean zero = descriptors[i][1] != 0;
            entry.put(descriptor, (zero ? "zero" : "desc").getBytes(StandardCharsets.US_ASCII));
            entry.putLong(descriptor + 16, descriptors[i][0]).putLong(descriptor + 24, sequence);
            if (zero) {
                entry.putLong(descriptor + 8, descriptors[i][1]);
            } else {
                byte[] content = new byte[4096];
                Arrays.fill(content, (byte) descriptors[i][2]);
                entry.put(descriptor + 8, content, 0, 8).put(descriptor + 4, content, 0, 4);
                entry.put(sector, content);
                entry.put(sector, "data".getBytes(StandardCharsets.US_ASCII));
                entry.putInt(sector + 4, (int) (sequence >>> 32)).putInt(sector + 4092, (int) sequence);
                sector += 4096;
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(entry.array());
        entry.putInt(4, (int) crc.getValue());
        for (int i = 0; i < entry.capacity(); i++) {
            file[MIB + (at + i) % MIB] = entry.get(i);
        }
        return this;
    }

    byte[] build() {
        seal(HEADER_1, 4096);
        seal(HEADER_2, 4096);
        seal(REGIONS_1, 65536);
        seal(REGIONS_2, 65536);
        return file;
    }

    private void seal(int offset, int length) {
        bytes.putInt(offset + 4, (int) Checksum.of(StructView.littleEndian("", bytes.slice(offset, length))));
    }
}
