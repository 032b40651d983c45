package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Any bytes as a compressed stream: they become at most what there is room for, or are refused. */
class CodecFuzzTest {

    private static final List<EndingDecoder> DECODERS = List.of(
            Deflate.ZLIB_TO_END, Zstd.FRAMES_TO_END, Lz4.BLOCK, Lzo.LZO1X_UP_TO::decode, Xz.STREAMS, Xz.LZMA_ALONE);

    /** The first byte chooses the decoder, the second how much room there is in units of 64 bytes. */
    @FuzzTest
    void anyBytes(byte[] input) {
        if (input.length < 2) {
            return;
        }
        EndingDecoder decoder = DECODERS.get((input[0] & 0xff) % DECODERS.size());
        byte[] stream = Arrays.copyOfRange(input, 2, input.length);
        ByteBuffer ended = ByteBuffer.allocate((input[1] & 0xff) * 64);
        try {
            decoder.decodeToEnd(ByteBuffer.wrap(stream), ended);
        } catch (CorruptDataException | UnsupportedFeatureException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        ByteBuffer again = ByteBuffer.allocate(ended.position());
        try {
            decoder.decode(ByteBuffer.wrap(stream), again);
        } catch (CorruptDataException | UnsupportedFeatureException e) {
            throw new AssertionError("what was decoded to its end is as long as that", e);
        }
        assertThat(again.flip()).isEqualTo(ended.flip());
    }
}
