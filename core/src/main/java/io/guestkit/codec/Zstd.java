package io.guestkit.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;

/** Zstandard frames (RFC 8878). */
public final class Zstd {

    /** One or more frames; what follows the one that fills the output is left alone. */
    public static final Decoder FRAMES = (input, output) -> decompress(input, output, Extent.FULL_OUTPUT);

    /** One frame, which may be shorter than the output: where it ends is the output's position afterwards. */
    public static final Decoder FRAME_UP_TO = (input, output) -> decompress(input, output, Extent.ONE_FRAME);

    /** One or more frames and nothing behind them. */
    public static final EndingDecoder FRAMES_TO_END = (input, output) -> decompress(input, output, Extent.ALL_INPUT);

    /** How far to go. */
    private enum Extent {
        FULL_OUTPUT,
        ONE_FRAME,
        ALL_INPUT
    }

    /** zstd's own default, and QEMU's. */
    private static final int LEVEL = 3;

    private Zstd() {}

    /** A compressor that makes one frame of each unit. */
    public static Compressor compressor() {
        return new Compressing();
    }

    private static void decompress(ByteBuffer input, ByteBuffer output, Extent extent) throws CorruptDataException {
        byte[] in = new byte[input.remaining()];
        input.get(in);
        byte[] out = new byte[output.remaining()];
        try {
            output.put(out, 0, decompress(in, out, extent));
        } catch (ZstdException e) { // the library returns some errors and throws others
            throw new CorruptDataException("zstd stream is malformed: " + e.getMessage());
        }
    }

    private static int decompress(byte[] in, byte[] out, Extent extent) throws CorruptDataException {
        int read = 0;
        int written = 0;
        while (extent == Extent.ALL_INPUT ? read < in.length : written < out.length) {
            if (read == in.length) {
                throw new CorruptDataException("zstd stream ends %d bytes early".formatted(out.length - written));
            }
            int frame = (int) check(com.github.luben.zstd.Zstd.findFrameCompressedSize(in, read, in.length - read));
            written += (int) check(com.github.luben.zstd.Zstd.decompressByteArray(
                    out, written, out.length - written, in, read, frame));
            read += frame;
            if (extent == Extent.ONE_FRAME) {
                break;
            }
        }
        return written;
    }

    private static long check(long result) throws CorruptDataException {
        if (com.github.luben.zstd.Zstd.isError(result)) {
            throw new CorruptDataException(
                    "zstd stream is malformed: " + com.github.luben.zstd.Zstd.getErrorName(result));
        }
        return result;
    }

    private static final class Compressing implements Compressor {
        private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);

        @Override
        public boolean compress(ByteBuffer input, ByteBuffer output) {
            try {
                int length = context.compressDirectByteBuffer(
                        output, output.position(), output.remaining(), input, input.position(), input.remaining());
                output.position(output.position() + length);
                return true;
            } catch (ZstdException e) {
                if (e.getErrorCode() == com.github.luben.zstd.Zstd.errDstSizeTooSmall()) {
                    return false;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
