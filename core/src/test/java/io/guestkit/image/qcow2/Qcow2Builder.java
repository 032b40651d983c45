package io.guestkit.image.qcow2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Lays out small version 3 images word by word, so that a test can say exactly what stands where. Cluster 0 is the
 * header, cluster 1 the only L1 table, cluster 2 the only L2 table, data clusters follow in the order of the calls.
 */
final class Qcow2Builder {

    static final int CLUSTER_BITS = 9;
    static final int CLUSTER = 1 << CLUSTER_BITS;
    static final long COPIED = 1L << 63;
    static final long COMPRESSED = 1L << 62;

    private final ByteBuffer header = ByteBuffer.allocate(CLUSTER);
    private final ByteBuffer l1 = ByteBuffer.allocate(CLUSTER);
    private final ByteBuffer l2 = ByteBuffer.allocate(CLUSTER);
    private final List<byte[]> clusters = new ArrayList<>();
    private int extensionEnd = 104;

    Qcow2Builder(long size) {
        header.put(0, Qcow2Header.MAGIC);
        header.putInt(0x04, 3);
        header.putInt(0x14, CLUSTER_BITS);
        header.putLong(0x18, size);
        header.putInt(0x24, 1);
        header.putLong(0x28, CLUSTER);
        header.putInt(0x60, 4);
        header.putInt(0x64, 104);
        l1.putLong(0, 2 * CLUSTER | COPIED);
    }

    Qcow2Builder u32(int offset, int value) {
        header.putInt(offset, value);
        return this;
    }

    Qcow2Builder u64(int offset, long value) {
        header.putLong(offset, value);
        return this;
    }

    Qcow2Builder l1(long word) {
        l1.putLong(0, word);
        return this;
    }

    /** The L2 entry of that number, as it stands. */
    Qcow2Builder l2(int index, long word) {
        l2.putLong(index * 8, word);
        return this;
    }

    /** A data cluster for the guest cluster of that number, filled with one byte. */
    Qcow2Builder data(int index, int fill) {
        byte[] bytes = new byte[CLUSTER];
        java.util.Arrays.fill(bytes, (byte) fill);
        return l2(index, append(bytes) | COPIED);
    }

    /** A compressed cluster that starts at byte {@code skew} of its host sector. */
    Qcow2Builder compressed(int index, byte[] content, int skew) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] stream = new byte[2 * CLUSTER];
        int length = deflater.deflate(stream);
        deflater.end();
        byte[] host = new byte[(skew + length + CLUSTER - 1) / CLUSTER * CLUSTER];
        System.arraycopy(stream, 0, host, skew, length);
        long offset = append(host) + skew;
        long moreSectors = (offset + length - 1) / 512 - offset / 512;
        return l2(index, COMPRESSED | moreSectors << (62 - (CLUSTER_BITS - 8)) | offset);
    }

    Qcow2Builder extension(int type, byte[] data) {
        header.putInt(extensionEnd, type);
        header.putInt(extensionEnd + 4, data.length);
        header.put(extensionEnd + 8, data);
        extensionEnd += 8 + (data.length + 7) / 8 * 8;
        return this;
    }

    Qcow2Builder backing(String name, String format) {
        extension(0xe2792aca, format.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        header.putLong(0x08, CLUSTER - bytes.length);
        header.putInt(0x10, bytes.length);
        header.put(CLUSTER - bytes.length, bytes);
        return this;
    }

    /** Where the next appended cluster will be. */
    long end() {
        return (3L + clusters.size()) * CLUSTER;
    }

    /** Adds whole clusters at the end and says where they start. */
    long append(byte[] bytes) {
        long at = end();
        for (int from = 0; from < bytes.length; from += CLUSTER) {
            clusters.add(java.util.Arrays.copyOfRange(bytes, from, from + CLUSTER));
        }
        return at;
    }

    byte[] build() {
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        image.writeBytes(header.array());
        image.writeBytes(l1.array());
        image.writeBytes(l2.array());
        clusters.forEach(image::writeBytes);
        return image.toByteArray();
    }
}
