package io.guestkit.convert;

import io.guestkit.testkit.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Raw disks that the tests of the converter start from: holes, written zeros, what compresses well and what does not. */
public final class SampleDisk {

    private static final int MIB = 1 << 20;

    private SampleDisk() {}

    /**
     * A sparse disk. Content stands at its start, around the middle and at its end, as far as these are.
     *
     * @param size in bytes, any
     */
    public static Path make(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            if (size > 0) {
                put(channel, size - 1, new byte[1], size);
            }
            put(channel, 0, pattern(0, 300_000), size);
            put(channel, MIB, new byte[MIB], size);
            put(channel, 3 * MIB + 4096, random(700_000), size);
            put(channel, size / 2 / 4096 * 4096, pattern(size / 2 / 4096 * 4096, 5000), size);
            put(channel, size - 1500, pattern(size - 1500, 1500), size);
        }
        return file;
    }

    private static byte[] pattern(long position, int length) {
        return position < 0 ? new byte[0] : Pattern.of(1).bytes(position, length);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static void put(FileChannel channel, long position, byte[] bytes, long size) throws IOException {
        if (position < 0 || position >= size) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, size - position));
        channel.write(buffer, position);
    }
}
