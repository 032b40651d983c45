package io.guestkit.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;

/** Whatever the bytes are, they give as many bytes as are wanted, or are refused. */
class WindowsCodecsFuzzTest {

    @FuzzTest
    void lznt1(byte[] input) {
        decode(Lznt1.CHUNKS, input, 64 << 10);
    }

    @FuzzTest
    void xpress(byte[] input) {
        decode(Xpress.HUFFMAN, input, 16 << 10);
    }

    @FuzzTest
    void lzx(byte[] input) {
        decode(Lzx.WIM, input, 32 << 10);
    }

    private static void decode(Decoder decoder, byte[] input, int size) {
        ByteBuffer output = ByteBuffer.allocate(size);
        try {
            decoder.decode(ByteBuffer.wrap(input), output);
            if (output.hasRemaining()) {
                throw new AssertionError(output.remaining() + " bytes are missing");
            }
        } catch (CorruptDataException | UnsupportedFeatureException expected) {
            // the bytes are no such stream
        }
    }
}
