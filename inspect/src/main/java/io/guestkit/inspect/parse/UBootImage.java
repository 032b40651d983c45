package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The legacy header that mkimage puts in front of scripts, kernels and RAM disks for U-Boot, big-endian. Names and offsets:
 * {@code struct legacy_img_hdr} of U-Boot's include/image.h.
 *
 * @param size bytes behind the header
 * @param dataChecksum CRC-32 of them
 * @param type one of the constants here, or another number
 * @param name as it was given to mkimage; of kernels often their version
 */
public record UBootImage(long size, long dataChecksum, int type, String name) {

    public static final int LENGTH = 64;
    public static final int KERNEL = 2;
    public static final int RAMDISK = 3;
    public static final int MULTI = 4;
    public static final int SCRIPT = 6;

    /** A script that is larger is refused, in bytes. */
    public static final int MAX_SCRIPT = 1 << 20;

    private static final byte[] MAGIC = {0x27, 0x05, 0x19, 0x56};
    private static final byte[] DEVICE_TREE = {(byte) 0xd0, 0x0d, (byte) 0xfe, (byte) 0xed};
    private static final int CHECKSUM = 0x04;
    private static final int MAX_NAME = 32;
    private static final int CHUNK = 64 << 10;

    /**
     * @param head the first {@link #LENGTH} bytes of a file or more, or all if it is shorter
     * @return empty if it has another magic number
     * @throws CorruptDataException if the header's own checksum does not fit, or it is cut off
     */
    public static Optional<UBootImage> parse(byte[] head) throws CorruptDataException {
        StructView header = StructView.bigEndian("U-Boot image header", ByteBuffer.wrap(head));
        if (!header.startsWith(0x00, MAGIC)) {
            return Optional.empty();
        }
        byte[] summed = header.bytes(0x00, LENGTH);
        long expected = header.u32(CHECKSUM);
        summed[CHECKSUM] = summed[CHECKSUM + 1] = summed[CHECKSUM + 2] = summed[CHECKSUM + 3] = 0;
        CRC32 checksum = new CRC32();
        checksum.update(summed);
        if (checksum.getValue() != expected) {
            throw header.corrupt(
                    CHECKSUM, "ih_hcrc", Long.toHexString(expected), Long.toHexString(checksum.getValue()));
        }
        return Optional.of(
                new UBootImage(header.u32(0x0c), header.u32(0x18), header.u8(0x1e), header.text(0x20, MAX_NAME)));
    }

    /**
     * Reads all that is behind the header and compares its checksum.
     *
     * @param data stands behind the header
     * @throws CorruptDataException if the checksum does not fit, or there are fewer bytes
     */
    public void check(InputStream data) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] chunk = new byte[CHUNK];
        long left = size;
        while (left > 0) {
            int read = data.read(chunk, 0, (int) Math.min(chunk.length, left));
            if (read < 0) {
                throw new CorruptDataException(
                        "U-Boot image header: ih_size at +0xc is %d, and %d bytes of it are missing"
                                .formatted(size, left));
            }
            checksum.update(chunk, 0, read);
            left -= read;
        }
        if (checksum.getValue() != dataChecksum) {
            throw new CorruptDataException("U-Boot image header: ih_dcrc at +0x18 is %x, expected %x"
                    .formatted(dataChecksum, checksum.getValue()));
        }
    }

    /**
     * The text of a script, from behind the list of lengths that it starts with.
     *
     * @param file all of it
     * @throws UnsupportedFeatureException if it is a flattened image tree
     * @throws CorruptDataException if it is no script, or a checksum or length does not fit
     */
    public static String script(byte[] file) throws IOException {
        StructView view = StructView.bigEndian("U-Boot script", ByteBuffer.wrap(file));
        if (view.startsWith(0x00, DEVICE_TREE)) {
            throw new UnsupportedFeatureException("U-Boot scripts in a flattened image tree (FIT)");
        }
        UBootImage image =
                parse(file).orElseThrow(() -> new CorruptDataException("U-Boot script: no header of a U-Boot image"));
        if (image.type != SCRIPT) {
            throw view.corrupt(0x1e, "ih_type", image.type, "6, a script");
        }
        if (image.size > MAX_SCRIPT) {
            throw view.corrupt(0x0c, "ih_size", image.size, "at most " + MAX_SCRIPT);
        }
        int size = (int) image.size;
        StructView data = view.slice("U-Boot script", LENGTH, size);
        CRC32 checksum = new CRC32();
        checksum.update(data.bytes(0, size));
        if (checksum.getValue() != image.dataChecksum) {
            throw view.corrupt(
                    0x18, "ih_dcrc", Long.toHexString(image.dataChecksum), Long.toHexString(checksum.getValue()));
        }
        long length = data.u32(0x00); // of the first script; the list ends with a zero
        if (length == 0) {
            return "";
        }
        int start = 4;
        while (data.u32(start) != 0) { // leaves with an exception at the end of at most MAX_SCRIPT bytes
            start += 4;
        }
        start += 4;
        if (length > size - start) {
            throw data.corrupt(0x00, "length of the script", length, "at most " + (size - start));
        }
        return new String(data.bytes(start, (int) length), StandardCharsets.UTF_8);
    }
}
