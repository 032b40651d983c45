package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One copy of the binary header of version 2, big-endian, with the JSON area behind it. Names and offsets: LUKS2 On-Disk
 * Format 1.1, 2.1 "Binary Header". The checksum is right.
 *
 * @param position of this copy on the device
 * @param headerSize with the JSON area, in bytes
 * @param json the area, which ends with NULs
 */
@SuppressWarnings("ArrayRecordComponent") // private to the package, and nobody compares these
record Luks2Header(long position, int headerSize, long sequenceId, String label, String uuid, byte[] json) {

    static final int BINARY_LENGTH = 4096;
    static final byte[] PRIMARY = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
    static final byte[] SECONDARY = {'S', 'K', 'U', 'L', (byte) 0xba, (byte) 0xbe};
    /** A header's size is one of these, in bytes, and so is the place of the second copy. */
    static final int MIN_SIZE = 16 << 10;

    static final int MAX_SIZE = 4 << 20;

    private static final int CSUM = 0x1c0;
    private static final int CSUM_LENGTH = 64;

    /**
     * @param magic of that copy
     * @throws CorruptDataException if there is no copy that can be trusted
     */
    static Luks2Header read(BlockSource device, long position, byte[] magic) throws IOException {
        String name = position == 0 ? "luks2 primary header" : "luks2 secondary header";
        StructView s = StructView.bigEndian(name, device, position, BINARY_LENGTH);
        s.expectMagic(0x00, magic);
        s.u16In(0x06, "version", 2, 2);
        long size = s.u63(0x08, "hdr_size");
        if (Long.bitCount(size) != 1 || size < MIN_SIZE || size > MAX_SIZE) {
            throw s.corrupt(0x08, "hdr_size", size, "a power of 2 in " + MIN_SIZE + ".." + MAX_SIZE);
        }
        long offset = s.u63(0x100, "hdr_offset");
        if (offset != position) {
            throw s.corrupt(0x100, "hdr_offset", offset, position);
        }
        if (position != 0 && position != size) {
            throw s.corrupt(0x08, "hdr_size", size, position);
        }
        StructView whole = StructView.bigEndian(name, device, position, (int) size);
        checkSum(whole);
        return new Luks2Header(
                position,
                (int) size,
                s.bits64(0x10),
                s.text(0x18, 48),
                s.text(0xa8, 40),
                whole.bytes(BINARY_LENGTH, (int) size - BINARY_LENGTH));
    }

    private static void checkSum(StructView whole) throws IOException {
        Hash hash;
        try {
            hash = Hash.named(whole.text(0x48, 32));
        } catch (io.guestkit.io.UnsupportedFeatureException e) {
            throw whole.corrupt(0x48, "csum_alg", whole.text(0x48, 32), "the name of a hash");
        }
        MessageDigest digest = hash.start();
        byte[] bytes = whole.bytes(0, whole.length());
        byte[] stored = Arrays.copyOfRange(bytes, CSUM, CSUM + hash.length());
        Arrays.fill(bytes, CSUM, CSUM + CSUM_LENGTH, (byte) 0);
        byte[] computed = digest.digest(bytes);
        if (!Arrays.equals(stored, computed)) {
            throw whole.corrupt(
                    CSUM,
                    "csum",
                    HexFormat.of().formatHex(stored),
                    HexFormat.of().formatHex(computed));
        }
    }

    /** The second copy, wherever it is, or null if there is none that can be trusted. */
    static @Nullable Luks2Header findSecondary(BlockSource device) throws IOException {
        for (int at = MIN_SIZE; at <= MAX_SIZE; at *= 2) {
            if (at <= device.size() - BINARY_LENGTH
                    && Arrays.equals(device.readBytes(at, SECONDARY.length), SECONDARY)) {
                try {
                    return read(device, at, SECONDARY);
                } catch (CorruptDataException e) {
                    // there may be a better one further on: this one may be key material
                }
            }
        }
        return null;
    }

    /** Whether it was written after another copy; sequence numbers are unsigned. */
    boolean isNewerThan(Luks2Header other) {
        return Long.compareUnsigned(sequenceId, other.sequenceId) > 0;
    }
}
