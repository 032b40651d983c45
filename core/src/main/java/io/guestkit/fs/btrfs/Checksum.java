package io.guestkit.fs.btrfs;

import io.guestkit.codec.Blake2b;
import io.guestkit.codec.XxHash64;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** The checksums of blocks of metadata and of sectors of data, all of one kind in a file system. */
enum Checksum {
    CRC32C(4),
    XXHASH64(8),
    SHA256(32),
    BLAKE2B(32);

    /** Bytes of the field in a header; a shorter checksum stands at its start. */
    static final int FIELD = 32;

    private final int length;

    Checksum(int length) {
        this.length = length;
    }

    /** In bytes, as it stands in the tree of checksums. */
    int length() {
        return length;
    }

    static Checksum parse(StructView s, int at)
            throws io.guestkit.io.CorruptDataException, UnsupportedFeatureException {
        int type = s.u16(at);
        if (type >= values().length) {
            throw new UnsupportedFeatureException(
                    "btrfs superblock: csum_type at +0x%x is %d, and only 0..3 (crc32c, xxhash64, sha256, blake2b) are implemented"
                            .formatted(at, type));
        }
        return values()[type];
    }

    /** The checksum of what remains of {@code bytes}, whose position stays, as it is stored. */
    byte[] of(ByteBuffer bytes) {
        return switch (this) {
            case CRC32C -> littleEndian(crc32c(bytes), 4);
            case XXHASH64 -> littleEndian(XxHash64.of(bytes), 8);
            case BLAKE2B -> Blake2b.digest(bytes, 32);
            case SHA256 -> {
                try {
                    MessageDigest digest = MessageDigest.getInstance("SHA-256");
                    digest.update(bytes.duplicate());
                    yield digest.digest();
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e); // every JDK has it
                }
            }
        };
    }

    /** Whether the checksum of what remains of {@code bytes} stands at {@code at} of {@code stored}. */
    boolean matches(ByteBuffer bytes, ByteBuffer stored, int at) {
        if (this == CRC32C) { // the usual one, without garbage
            int crc = (int) crc32c(bytes);
            return (stored.get(at) & 0xff) == (crc & 0xff)
                    && (stored.get(at + 1) & 0xff) == (crc >>> 8 & 0xff)
                    && (stored.get(at + 2) & 0xff) == (crc >>> 16 & 0xff)
                    && (stored.get(at + 3) & 0xff) == crc >>> 24;
        }
        return stored.slice(at, length).equals(ByteBuffer.wrap(of(bytes)));
    }

    /** For messages. */
    String hex(ByteBuffer bytes) {
        return HexFormat.of().formatHex(of(bytes));
    }

    private static long crc32c(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return crc.getValue();
    }

    private static byte[] littleEndian(long value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }
}
