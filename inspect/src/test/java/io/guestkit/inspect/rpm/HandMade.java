package io.guestkit.inspect.rpm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Adler32;

/** Headers and databases of a few bytes, written down field by field. */
final class HandMade {

    private HandMade() {}

    /** One entry of an index, {@code count} values at {@code offset} of the data. */
    record Entry(int tag, int type, int offset, int count) {}

    static byte[] header(List<Entry> entries, byte[] data) {
        ByteBuffer header = ByteBuffer.allocate(8 + 16 * entries.size() + data.length);
        header.putInt(entries.size()).putInt(data.length);
        for (Entry entry : entries) {
            header.putInt(entry.tag).putInt(entry.type).putInt(entry.offset).putInt(entry.count);
        }
        return header.put(data).array();
    }

    /** A package with name, version, release and epoch. */
    static byte[] header(String name, String version, String release, int epoch) {
        byte[] texts = (name + "\0" + version + "\0" + release + "\0").getBytes(StandardCharsets.UTF_8);
        int second = name.getBytes(StandardCharsets.UTF_8).length + 1;
        int third = second + version.getBytes(StandardCharsets.UTF_8).length + 1;
        int number = (texts.length + 3) / 4 * 4;
        byte[] data =
                ByteBuffer.allocate(number + 4).put(texts).putInt(number, epoch).array();
        List<Entry> entries = List.of(
                new Entry(RpmHeader.NAME, 6, 0, 1),
                new Entry(RpmHeader.VERSION, 6, second, 1),
                new Entry(RpmHeader.RELEASE, 6, third, 1),
                new Entry(RpmHeader.EPOCH, 4, number, 1));
        return header(entries, data);
    }

    /** An ndb with one page of slots, the packages behind it. */
    static byte[] ndb(byte[]... headers) {
        int size = 4096;
        for (byte[] header : headers) {
            size += blocks(header) * 16;
        }
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(bytes("RpmP")).putInt(0).putInt(1).putInt(1).putInt(headers.length + 1);
        int at = 4096;
        for (int slot = 32; slot < 4096; slot += 16) {
            file.put(slot, bytes("Slot"));
            int index = (slot - 32) / 16;
            if (index < headers.length) {
                byte[] header = headers[index];
                int blocks = blocks(header);
                file.putInt(slot + 4, index + 1).putInt(slot + 8, at / 16).putInt(slot + 12, blocks);
                file.put(at, bytes("BlbS")).putInt(at + 4, index + 1).putInt(at + 8, 1);
                file.putInt(at + 12, header.length).put(at + 16, header);
                int tail = at + blocks * 16 - 12;
                Adler32 checksum = new Adler32();
                checksum.update(file.slice(at, tail - at));
                file.putInt(tail, (int) checksum.getValue()).putInt(tail + 4, header.length);
                file.put(tail + 8, bytes("BlbE"));
                at += blocks * 16;
            }
        }
        return file.array();
    }

    private static int blocks(byte[] header) {
        return (16 + header.length + 12 + 15) / 16;
    }

    /** A hash of one bucket on one page of 4096 bytes: a counter, one package on it, one on an overflow page. */
    static byte[] hash(ByteOrder order, byte[] onPage, byte[] overflow) {
        ByteBuffer file = ByteBuffer.allocate(3 * 4096).order(order);
        file.putInt(0x0c, 0x061561).putInt(0x10, 9).putInt(0x14, 4096).put(0x19, (byte) 8);
        file.putInt(0x20, 2).putInt(0x60, 1); // last_pgno, spares[0]
        int page = 4096;
        file.putInt(page + 0x08, 1).putShort(page + 0x14, (short) 6).put(page + 0x19, (byte) 13);
        int end = 4096;
        byte[] reference = ByteBuffer.allocate(12)
                .order(order)
                .put((byte) 3)
                .putInt(4, 2)
                .putInt(8, overflow.length)
                .array();
        byte[][] items = {
            keyData(order, 0), keyData(order, 2), keyData(order, 1), withKind(onPage), keyData(order, 2), reference
        };
        for (int i = 0; i < items.length; i++) {
            end -= items[i].length;
            file.put(page + end, items[i]).putShort(page + 26 + 2 * i, (short) end);
        }
        page = 2 * 4096;
        file.putInt(page + 0x08, 2)
                .putShort(page + 0x16, (short) overflow.length)
                .put(page + 0x19, (byte) 7);
        file.put(page + 26, overflow);
        return file.array();
    }

    private static byte[] keyData(ByteOrder order, int number) {
        return ByteBuffer.allocate(5).order(order).put((byte) 1).putInt(number).array();
    }

    private static byte[] withKind(byte[] data) {
        return ByteBuffer.allocate(1 + data.length).put((byte) 1).put(data).array();
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
