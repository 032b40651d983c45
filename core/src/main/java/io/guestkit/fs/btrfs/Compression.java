package io.guestkit.fs.btrfs;

import io.guestkit.codec.Deflate;
import io.guestkit.codec.Lzo;
import io.guestkit.codec.Zstd;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How the bytes of an extent are compressed. A stream may be shorter than its extent; zeros are what follows. */
enum Compression {
    NONE,
    ZLIB,
    LZO,
    ZSTD;

    /** As much as is compressed together, in bytes, before and after. */
    static final int LONGEST = 128 << 10;

    static Compression parse(StructView s, int at) throws CorruptDataException, UnsupportedFeatureException {
        int number = s.u8(at);
        if (number >= values().length) {
            throw new UnsupportedFeatureException(
                    "%s: compression at +0x%x is %d, and only 0..3 (none, zlib, lzo, zstd) are defined"
                            .formatted(s.structure(), at, number));
        }
        return values()[number];
    }

    /**
     * @param stored the compressed bytes and what fills up their last sector
     * @param length of the result
     * @param sectorSize that headers of LZO segments do not cross
     */
    byte[] decode(ByteBuffer stored, int length, int sectorSize)
            throws CorruptDataException, UnsupportedFeatureException {
        ByteBuffer decoded = ByteBuffer.allocate(length);
        switch (this) {
            case NONE -> decoded.put(stored.slice(0, Math.min(length, stored.remaining())));
            case ZLIB -> Deflate.ZLIB_UP_TO.decode(stored, decoded);
            case ZSTD -> Zstd.FRAME_UP_TO.decode(stored, decoded);
            case LZO -> lzo(stored.slice().order(ByteOrder.LITTLE_ENDIAN), decoded, sectorSize);
        }
        return decoded.array();
    }

    /** The length of all, then segments of at most a sector each, all with their length before them. */
    private static void lzo(ByteBuffer stored, ByteBuffer decoded, int sectorSize)
            throws CorruptDataException, UnsupportedFeatureException {
        if (stored.limit() < 4) {
            throw new CorruptDataException("btrfs LZO extent: has only %d bytes".formatted(stored.limit()));
        }
        int total = stored.getInt(0);
        if (total < 4 || total > stored.limit()) {
            throw new CorruptDataException(
                    "btrfs LZO extent: length at +0x0 is %d, expected 4..%d".formatted(total, stored.limit()));
        }
        int at = 4;
        // each round takes at least four bytes
        while (at < total && decoded.hasRemaining()) {
            int inSector = sectorSize - at % sectorSize;
            if (inSector < 4) {
                at += inSector;
            }
            if (at > total - 4) {
                return; // what fills up the last sector
            }
            int length = stored.getInt(at);
            at += 4;
            if (length <= 0 || length > total - at) {
                throw new CorruptDataException("btrfs LZO extent: length of a segment at +0x%x is %d, expected 1..%d"
                        .formatted(at - 4, length, total - at));
            }
            int room = Math.min(sectorSize, decoded.remaining());
            ByteBuffer part = decoded.slice(decoded.position(), room);
            Lzo.LZO1X_UP_TO.decode(stored.slice(at, length), part);
            decoded.position(decoded.position() + part.position());
            at += length;
        }
    }
}
