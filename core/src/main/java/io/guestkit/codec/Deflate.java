package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflate streams (RFC 1951), bare or in a zlib wrapper (RFC 1950). Where libdeflate is installed it does the work,
 * several times faster than the JDK's zlib; which of the two it was cannot be told from what is decompressed.
 */
public final class Deflate {

    /** The bare stream, as qcow2 and ZIP store it. */
    public static final Decoder RAW = (input, output) -> inflate(Wrapper.RAW, input, output);

    /** With the two-byte header and the Adler-32 of RFC 1950, as VMDK and DMG store it. */
    public static final Decoder ZLIB = (input, output) -> inflate(Wrapper.ZLIB, input, output);

    /** As {@link #ZLIB}, but the stream may end early: where it ends is the output's position afterwards. */
    public static final Decoder ZLIB_UP_TO = (input, output) -> inflateByJdk(Wrapper.ZLIB, input, output, true);

    /** As {@link #ZLIB}, with its end found. */
    public static final EndingDecoder ZLIB_TO_END = Deflate::inflateToEnd;

    /**
     * The level at which zlib's output on disk images is no larger than QEMU's, which compresses at level 6 with a
     * window of 4 KiB: with the whole window of 32 KiB a lower level is enough.
     */
    private static final int ZLIB_LEVEL = 4;

    /** So many bytes are decompressed by the JDK first: binding a library takes as long as that. */
    private static final long WORTH_A_LIBRARY = 32 << 20;

    private static final AtomicLong INFLATED = new AtomicLong();

    /** What is around a stream. */
    public enum Wrapper {
        /** Nothing. */
        RAW,
        /** Header and checksum of RFC 1950. */
        ZLIB
    }

    private Deflate() {}

    /** A compressor of about the ratio of zlib's default level. */
    public static Compressor compressor(Wrapper wrapper) {
        return LibDeflate.isAvailable() ? LibDeflate.compressor(wrapper) : jdkCompressor(wrapper);
    }

    static Compressor jdkCompressor(Wrapper wrapper) {
        return new Jdk(wrapper);
    }

    /** A full output may have the end of the stream, which has a checksum, still before it. */
    private static void inflateToEnd(ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(input);
            while (!inflater.finished()) {
                if (inflater.inflate(output) == 0 && !inflater.finished()) {
                    throw new CorruptDataException(
                            output.hasRemaining()
                                    ? "deflate stream ends early"
                                    : "deflate stream is longer than expected");
                }
            }
        } catch (DataFormatException e) {
            throw new CorruptDataException("deflate stream is malformed: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private static void inflate(Wrapper wrapper, ByteBuffer input, ByteBuffer output) throws CorruptDataException {
        if (INFLATED.get() < WORTH_A_LIBRARY) {
            INFLATED.addAndGet(output.remaining());
        } else if (LibDeflate.inflated(wrapper, input, output)) {
            return;
        }
        inflateByJdk(wrapper, input, output, false);
    }

    private static void inflateByJdk(Wrapper wrapper, ByteBuffer input, ByteBuffer output, boolean mayEndEarly)
            throws CorruptDataException {
        Inflater inflater = new Inflater(wrapper == Wrapper.RAW);
        try {
            inflater.setInput(input);
            while (output.hasRemaining() && !(mayEndEarly && inflater.finished())) {
                if (inflater.inflate(output) == 0 && output.hasRemaining() && !(mayEndEarly && inflater.finished())) {
                    throw new CorruptDataException("deflate stream ends %d bytes early".formatted(output.remaining()));
                }
            }
        } catch (DataFormatException e) {
            throw new CorruptDataException("deflate stream is malformed: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    /** The JDK's zlib. */
    private static final class Jdk implements Compressor {
        private final Wrapper wrapper;
        private @Nullable Deflater deflater;

        Jdk(Wrapper wrapper) {
            this.wrapper = wrapper;
        }

        @Override
        public boolean compress(ByteBuffer input, ByteBuffer output) {
            Deflater open = deflater;
            if (open == null) {
                open = new Deflater(ZLIB_LEVEL, wrapper == Wrapper.RAW);
                deflater = open;
            }
            open.reset();
            open.setInput(input);
            open.finish();
            while (!open.finished()) {
                if (open.deflate(output) == 0 && !open.finished()) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() {
            if (deflater != null) {
                deflater.end();
            }
        }
    }
}
