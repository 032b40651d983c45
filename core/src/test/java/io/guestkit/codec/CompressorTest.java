package io.guestkit.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What one side makes the other side undoes, and what does not fit is said not to fit. */
class CompressorTest {

    private static void roundTrip(Supplier<Compressor> compressors, Decoder decoder)
            throws CorruptDataException, UnsupportedFeatureException {
        try (Compressor compressor = compressors.get()) {
            for (int length : new int[] {1, 100, 65_536, 2 << 20}) {
                for (int entropy : new int[] {1, 3, 256}) {
                    byte[] bytes = new byte[length];
                    Random random = new Random(length);
                    for (int i = 0; i < length; i++) {
                        bytes[i] = (byte) random.nextInt(entropy);
                    }
                    ByteBuffer input =
                            ByteBuffer.allocateDirect(length).put(bytes).flip();
                    ByteBuffer output = ByteBuffer.allocateDirect(length + length / 8 + 1000);
                    output.position(3);
                    assertThat(compressor.compress(input, output)).isTrue();
                    byte[] encoded = new byte[output.position() - 3];
                    output.get(3, encoded);
                    byte[] padded =
                            java.util.Arrays.copyOf(encoded, encoded.length + 100); // as formats of sectors have it
                    ByteBuffer decoded = ByteBuffer.allocate(length);
                    decoder.decode(ByteBuffer.wrap(padded), decoded);
                    assertThat(decoded.array()).isEqualTo(bytes);

                    ByteBuffer small = ByteBuffer.allocateDirect(encoded.length - 1);
                    assertThat(compressor.compress(input.rewind(), small)).isFalse();
                }
            }
        }
    }

    @Test
    void deflate() throws Exception {
        roundTrip(() -> Deflate.compressor(Deflate.Wrapper.RAW), Deflate.RAW);
    }

    @Test
    void zlib() throws Exception {
        roundTrip(() -> Deflate.compressor(Deflate.Wrapper.ZLIB), Deflate.ZLIB);
    }

    @Test
    void theJdkAlone() throws Exception {
        roundTrip(() -> Deflate.jdkCompressor(Deflate.Wrapper.RAW), Deflate.RAW);
        roundTrip(() -> Deflate.jdkCompressor(Deflate.Wrapper.ZLIB), Deflate.ZLIB);
    }

    @Test
    void zstd() throws Exception {
        roundTrip(Zstd::compressor, Zstd.FRAMES);
    }
}
