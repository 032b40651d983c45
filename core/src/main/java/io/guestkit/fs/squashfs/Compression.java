package io.guestkit.fs.squashfs;

import io.guestkit.codec.Deflate;
import io.guestkit.codec.EndingDecoder;
import io.guestkit.codec.Lz4;
import io.guestkit.codec.Lzo;
import io.guestkit.codec.Xz;
import io.guestkit.codec.Zstd;
import io.guestkit.io.UnsupportedFeatureException;

/** How blocks are compressed, in the order of the numbers that stand for it in the superblock, from 1 on. */
enum Compression {
    GZIP,
    LZMA,
    LZO,
    XZ,
    LZ4,
    ZSTD;

    private static final Compression[] ALL = values();

    static Compression of(int number) throws UnsupportedFeatureException {
        if (number < 1 || number > ALL.length) {
            throw new UnsupportedFeatureException("squashfs compression " + number + "; 1 to 6 are known");
        }
        return ALL[number - 1];
    }

    /** Only what is asked for is loaded. */
    EndingDecoder decoder() {
        return switch (this) {
            case GZIP -> Deflate.ZLIB_TO_END;
            case LZMA -> Xz.LZMA_ALONE;
            case LZO -> Lzo.LZO1X_UP_TO::decode;
            case XZ -> Xz.STREAMS;
            case LZ4 -> Lz4.BLOCK;
            case ZSTD -> Zstd.FRAMES_TO_END;
        };
    }

    /** As mksquashfs calls it. */
    @Override
    public String toString() {
        return switch (this) {
            case GZIP -> "gzip";
            case LZMA -> "lzma";
            case LZO -> "lzo";
            case XZ -> "xz";
            case LZ4 -> "lz4";
            case ZSTD -> "zstd";
        };
    }
}
