package io.guestkit.codec;

import com.github.luben.zstd.ZstdIOException;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZIOException;

/**
 * One compressed stream of a file, decoded in memory that does not grow with it, and which takes no byte of the file more
 * than its own: what the kernel accepts as an initramfs. Each is known by its first bytes.
 *
 * <p>After a failure, and after the end, what follows in the file is there to be read.
 */
public final class CompressedStream extends InputStream {

    /** How many bytes are enough for {@link Kind#of}. */
    public static final int MAGIC_LENGTH = 6;

    /** What the kernel can unpack. */
    public enum Kind {
        /** RFC 1952. */
        GZIP,
        /** The .xz container. */
        XZ,
        /** The older container of LZMA, which has no magic number. */
        LZMA,
        /** RFC 8878. */
        ZSTD,
        /** The legacy frames of lz4: blocks of 8 MiB. */
        LZ4,
        BZIP2,
        /** The file format of lzop. */
        LZO;

        /** By the first bytes of a stream. */
        public static Optional<Kind> of(byte[] magic) {
            if (magic.length < MAGIC_LENGTH) {
                return Optional.empty();
            }
            int first = (magic[0] & 0xff) << 24 | (magic[1] & 0xff) << 16 | (magic[2] & 0xff) << 8 | magic[3] & 0xff;
            if (first >>> 16 == 0x1f8b) {
                return Optional.of(GZIP);
            }
            if (first >>> 8 == 0x425a68) {
                return Optional.of(BZIP2);
            }
            if (first >>> 8 == 0x5d0000) {
                return Optional.of(LZMA);
            }
            return switch (first) {
                case 0xfd377a58 -> Optional.of(XZ);
                case 0x28b52ffd -> Optional.of(ZSTD);
                case 0x02214c18 -> Optional.of(LZ4);
                case 0x894c5a4f -> Optional.of(LZO);
                default -> Optional.empty();
            };
        }
    }

    /** A dictionary of 64 MiB, which is what xz -9 needs, and what goes with it. */
    private static final int MOST_MEMORY_KIB = 70 << 10;

    private final Kind kind;
    private final InputStream decoded;
    private final byte[] one = new byte[1];

    private CompressedStream(Kind kind, InputStream decoded) {
        this.kind = kind;
        this.decoded = decoded;
    }

    /**
     * @param input at the start of the stream, with room to push {@link GzipMember#CHUNK} bytes back; stays the caller's
     *     to close
     */
    public static CompressedStream open(Kind kind, PushbackInputStream input) throws IOException {
        try {
            return new CompressedStream(
                    kind,
                    switch (kind) {
                        case GZIP -> new GzipMember(input);
                        case XZ -> new SingleXZInputStream(input, MOST_MEMORY_KIB, true, BasicArrayCache.getInstance());
                        case LZMA -> new LZMAInputStream(input, MOST_MEMORY_KIB, BasicArrayCache.getInstance());
                        case ZSTD -> ZstdFrame.open(input);
                        case LZ4 -> new Lz4Legacy(input);
                        case BZIP2 -> new Bzip2Stream(input);
                        case LZO -> new Lzop(input);
                    });
        } catch (IOException e) {
            throw translate(kind, e);
        }
    }

    @Override
    public int read() throws IOException {
        int got = read(one, 0, 1);
        return got < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return decoded.read(bytes, offset, length);
        } catch (IOException e) {
            throw translate(kind, e);
        }
    }

    /** Whose fault it is: a library's exceptions for bad bytes are plain IOExceptions, and so are those of the disk. */
    private static IOException translate(Kind kind, IOException e) {
        return switch (e) {
            case DiskException ours -> ours;
            case MemoryLimitException big ->
                new UnsupportedFeatureException("%s stream needs %d KiB of memory, allowed are %d"
                        .formatted(name(kind), big.getMemoryNeeded(), MOST_MEMORY_KIB));
            case UnsupportedOptionsException unknown ->
                new UnsupportedFeatureException(
                        "%s stream uses what is not supported: %s".formatted(name(kind), unknown.getMessage()));
            case XZIOException corrupt -> corrupt(kind, corrupt);
            case ZipException corrupt -> corrupt(kind, corrupt);
            case EOFException cut -> corrupt(kind, cut);
            case ZstdIOException corrupt -> corrupt(kind, corrupt);
            default -> e;
        };
    }

    private static CorruptDataException corrupt(Kind kind, IOException e) {
        String message = e.getMessage();
        return new CorruptDataException("%s stream is malformed: %s"
                .formatted(name(kind), message == null ? e.getClass().getSimpleName() : message));
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
