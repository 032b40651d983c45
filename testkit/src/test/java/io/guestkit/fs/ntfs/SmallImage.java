package io.guestkit.fs.ntfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** A small file system with a little of everything, made by {@code make-image.sh} beside it, and ways to damage it. */
final class SmallImage {

    static final int RECORD = 1024;

    private static final byte[] BYTES = load();

    private SmallImage() {}

    static byte[] bytes() {
        return BYTES.clone();
    }

    private static byte[] load() {
        try (InputStream packed = Objects.requireNonNull(SmallImage.class.getResourceAsStream("small.img.gz"));
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ByteBuffer view(byte[] image) {
        return ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where a record of the master file table is; those of this image lie one after the other. */
    static int record(byte[] image, int number) {
        ByteBuffer b = view(image);
        return (int) b.getLong(0x30) * 512 + number * RECORD;
    }

    /**
     * Puts back what the update sequence replaced, so that fields can be changed before {@link #seal}; as far as the field
     * that says where the array is makes sense.
     */
    static void unseal(byte[] image, int at, int size) {
        ByteBuffer b = view(image);
        int array = at + (b.getShort(at + 4) & 0xffff);
        if (array + 2 + size / 256 > at + size) {
            return;
        }
        for (int i = 1; i <= size / 512; i++) {
            b.putShort(at + i * 512 - 2, b.getShort(array + 2 * i));
        }
    }

    /** The reverse. */
    static void seal(byte[] image, int at, int size) {
        ByteBuffer b = view(image);
        int array = at + (b.getShort(at + 4) & 0xffff);
        if (array + 2 + size / 256 > at + size) {
            return;
        }
        for (int i = 1; i <= size / 512; i++) {
            b.putShort(array + 2 * i, b.getShort(at + i * 512 - 2)).putShort(at + i * 512 - 2, b.getShort(array));
        }
    }
}
