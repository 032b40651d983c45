package io.guestkit.fs.btrfs;

import io.guestkit.io.BytesSource;
import io.guestkit.testkit.HostileWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;

/**
 * A small file system whose blocks of metadata can be changed and sealed again: 16 MiB by {@code mkfs.btrfs -M -n 4096},
 * with a few files, two compressed ones, a subvolume, a snapshot and a log tree.
 */
final class Mutable {

    static final int BLOCK = 4096;

    private static final int SUPERBLOCK = 0x10000;
    private static final byte[] GOOD = load();

    private final byte[] bytes = GOOD.clone();
    /** Where blocks with a checksum are, the superblock first. */
    private final List<Integer> blocks = new ArrayList<>();

    Mutable() {
        blocks.add(SUPERBLOCK);
        for (int at = 0; at < bytes.length; at += BLOCK) {
            boolean ours =
                    java.util.Arrays.equals(bytes, at + 0x20, at + 0x30, bytes, SUPERBLOCK + 0x20, SUPERBLOCK + 0x30);
            if (ours && at != SUPERBLOCK) {
                blocks.add(at);
            }
        }
    }

    int blockCount() {
        return blocks.size();
    }

    /** Bytes of a block that mean something, lest most changes be in what nobody reads. */
    int usedLength(int block) {
        return block == 0 ? 0x400 : BLOCK;
    }

    byte at(int block, int offset) {
        return bytes[blocks.get(block) + offset];
    }

    /**
     * Opens and walks the file system with some bytes changed, its checksums right, and changes them back.
     *
     * @param patches by position: block times {@link #BLOCK} plus offset
     */
    void walkWith(TreeMap<Integer, Byte> patches) throws IOException {
        List<Integer> touched = new ArrayList<>();
        patches.forEach((position, value) -> {
            int start = blocks.get(position / BLOCK);
            bytes[start + position % BLOCK] = value;
            touched.add(start);
        });
        touched.forEach(this::seal);
        try {
            BytesSource volume = new BytesSource(bytes);
            if (BtrfsDriver.INSTANCE.detect(volume).isPresent()) {
                BtrfsDriver.INSTANCE.group(volume);
                HostileWalk.of(BtrfsDriver.INSTANCE.open(volume));
            }
        } finally {
            touched.forEach(start -> System.arraycopy(GOOD, start, bytes, start, BLOCK));
        }
    }

    private void seal(int start) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start + 0x20, BLOCK - 0x20);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(start, (int) crc.getValue());
    }

    private static byte[] load() {
        try (InputStream packed = Objects.requireNonNull(Mutable.class.getResourceAsStream("small.img.gz"));
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
