package io.guestkit.codec;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

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
        ALL_INPUT;

        boolean goesOn(int unread, int unwritten) throws CorruptDataException {
            if (this == ALL_INPUT ? unread == 0 : unwritten == 0) {
                return false;
            }
            if (unread == 0) {
                throw new CorruptDataException("zstd stream ends %d bytes early".formatted(unwritten));
            }
            return true;
        }
    }

    /** Decompressors that nobody is using; as many as there ever were threads that decompressed at once. */
    private static final ConcurrentLinkedQueue<ZstdDecompressCtx> CONTEXTS = new ConcurrentLinkedQueue<>();

    /** zstd's own default, and QEMU's. */
    private static final int LEVEL = 3;

    private Zstd() {}

    /** A compressor that makes one frame of each unit. */
    public static Compressor compressor() {
        return new Compressing();
    }

    private static void decompress(ByteBuffer input, ByteBuffer output, Extent extent) throws CorruptDataException {
        ZstdDecompressCtx context = CONTEXTS.poll();
        if (context == null) {
            context = new ZstdDecompressCtx();
        }
        try {
            if (input.isDirect() && output.isDirect()) {
                decompressDirect(context, input, output, extent);
            } else {
                byte[] in = new byte[input.remaining()];
                input.get(in);
                byte[] out = new byte[output.remaining()];
                output.put(out, 0, decompress(context, in, out, extent));
            }
        } catch (ZstdException e) { // the library returns some errors and throws others
            throw new CorruptDataException("zstd stream is malformed: " + e.getMessage());
        } finally {
            CONTEXTS.add(context); // each frame starts it anew
        }
    }

    private static int decompress(ZstdDecompressCtx context, byte[] in, byte[] out, Extent extent)
            throws CorruptDataException {
        int read = 0;
        int written = 0;
        while (extent.goesOn(in.length - read, out.length - written)) {
            int frame = (int) check(com.github.luben.zstd.Zstd.findFrameCompressedSize(in, read, in.length - read));
            written += context.decompressByteArray(out, written, out.length - written, in, read, frame);
            read += frame;
            if (extent == Extent.ONE_FRAME) {
                break;
            }
        }
        return written;
    }

    /** Without a copy of either side. */
    private static void decompressDirect(ZstdDecompressCtx context, ByteBuffer input, ByteBuffer output, Extent extent)
            throws CorruptDataException {
        while (extent.goesOn(input.remaining(), output.remaining())) {
            int frame = (int) check(com.github.luben.zstd.Zstd.findDirectByteBufferFrameCompressedSize(
                    input, input.position(), input.remaining()));
            int written = context.decompressDirectByteBuffer(
                    output, output.position(), output.remaining(), input, input.position(), frame);
            input.position(input.position() + frame);
            output.position(output.position() + written);
            if (extent == Extent.ONE_FRAME) {
                break;
            }
        }
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
