package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.PatchedSource;
import io.guestkit.io.ZeroSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A disk of any size made in memory: zeros but for what was put somewhere. Little-endian. */
public final class DiskBytes {

    private static final int BLOCK = 512;

    private final long size;
    private final Map<Long, byte[]> blocks = new TreeMap<>();

    /** @param size in bytes */
    public DiskBytes(long size) {
        this.size = size;
    }

    public long size() {
        return size;
    }

    public DiskBytes put(long position, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            long at = position + i;
            blocks.computeIfAbsent(at / BLOCK, block -> new byte[BLOCK])[(int) (at % BLOCK)] = bytes[i];
        }
        return this;
    }

    public DiskBytes put8(long position, int value) {
        return put(position, (byte) value);
    }

    public DiskBytes put16(long position, int value) {
        return put(position, (byte) value, (byte) (value >> 8));
    }

    public DiskBytes put32(long position, long value) {
        return put(
                position,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) value)
                        .array());
    }

    public DiskBytes put64(long position, long value) {
        return put(
                position,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    public byte[] get(long position, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            byte[] block = blocks.get((position + i) / BLOCK);
            bytes[i] = block == null ? 0 : block[(int) ((position + i) % BLOCK)];
        }
        return bytes;
    }

    public BlockSource source() {
        return source(size);
    }

    /** The disk enlarged or cut to that size in bytes, a multiple of 512. */
    public BlockSource source(long otherSize) {
        Map<Long, PatchedSource.Patch> patches = new HashMap<>();
        blocks.forEach((number, block) -> {
            if (number < otherSize / BLOCK) {
                patches.put(number, new PatchedSource.Patch(new BytesSource(block), 0));
            }
        });
        return new PatchedSource(new ZeroSource(otherSize), BLOCK, patches);
    }
}
