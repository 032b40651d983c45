package io.guestkit.codec;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZInputStream;

/** LZMA2 in the <a href="https://tukaani.org/xz/xz-file-format.txt">.xz container</a>, and LZMA in its older one. */
public final class Xz implements EndingDecoder {

    /** One or more .xz streams with any filters, their checks verified. */
    public static final EndingDecoder STREAMS = new Xz(
            "xz stream", input -> new XZInputStream(input, Xz.MOST_MEMORY_KIB, true, BasicArrayCache.getInstance()));

    /** One .lzma file: thirteen bytes of header, and a stream of LZMA. */
    public static final EndingDecoder LZMA_ALONE = new Xz(
            "lzma stream", input -> new LZMAInputStream(input, Xz.MOST_MEMORY_KIB, BasicArrayCache.getInstance()));

    /** For a dictionary of 4 MiB and what goes with it; no block that is decoded here is larger than that. */
    private static final int MOST_MEMORY_KIB = 5 << 10;

    @FunctionalInterface
    private interface Opener {
        InputStream open(InputStream input) throws IOException;
    }

    private final String stream;
    private final Opener opener;

    private Xz(String stream, Opener opener) {
        this.stream = stream;
        this.opener = opener;
    }

    @Override
    public void decodeToEnd(ByteBuffer input, ByteBuffer output)
            throws CorruptDataException, UnsupportedFeatureException {
        byte[] in = new byte[input.remaining()];
        input.get(in);
        byte[] out = new byte[output.remaining()];
        try (InputStream decoded = opener.open(new ByteArrayInputStream(in))) {
            int length = decoded.readNBytes(out, 0, out.length);
            if (length == out.length && decoded.read() >= 0) {
                throw new CorruptDataException(stream + " is longer than the " + length + " bytes expected");
            }
            output.put(out, 0, length);
        } catch (CorruptDataException e) {
            throw e;
        } catch (MemoryLimitException e) {
            throw new UnsupportedFeatureException("%s needs %d KiB of memory, allowed are %d"
                    .formatted(stream, e.getMemoryNeeded(), MOST_MEMORY_KIB));
        } catch (UnsupportedOptionsException e) {
            throw new UnsupportedFeatureException(stream + " uses what is not supported: " + e.getMessage());
        } catch (IOException e) {
            throw new CorruptDataException(stream + " is malformed: " + e.getMessage());
        }
    }
}
