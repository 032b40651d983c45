package io.guestkit.image.vhdx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.image.BlockImages;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

class VhdxFuzzTest {

    private static final int FILE = 6 << 20;

    @FuzzTest
    void anyBytes(byte[] input) {
        BlockImages.readAnything(new VhdxDriver(), input);
    }

    /**
     * Input that a fuzzer can get somewhere with: after the 16 bytes of {@link BlockImages#readAnything} come pieces, each
     * with its place in three bytes and its length in two, of a file that is zeros otherwise and has right checksums.
     */
    @FuzzTest
    void sealedPieces(byte[] input) {
        if (input.length < 16) {
            return;
        }
        byte[] file = new byte[16 + FILE];
        System.arraycopy(input, 0, file, 0, 16);
        ByteBuffer pieces = ByteBuffer.wrap(input, 16, input.length - 16);
        while (pieces.remaining() > 5) {
            int at = (pieces.get() & 0xff) << 16 | (pieces.getShort() & 0xffff);
            int length = Math.min(pieces.getShort() & 0xffff, pieces.remaining());
            int fits = Math.clamp(FILE - at, 0, length);
            pieces.get(pieces.position(), file, 16 + at % FILE, fits).position(pieces.position() + length);
        }
        seal(file, 64 << 10, 4096);
        seal(file, 128 << 10, 4096);
        seal(file, 192 << 10, 65536);
        seal(file, 256 << 10, 65536);
        for (int entry = 1 << 20; entry < 2 << 20; entry += 4096) {
            if (file[16 + entry] == 'l') {
                int length = view(file, entry, 64).getInt(8);
                if (length >= 4096 && length <= FILE - entry) {
                    seal(file, entry, length);
                }
            }
        }
        BlockImages.readAnything(new VhdxDriver(), file);
    }

    private static ByteBuffer view(byte[] file, int at, int length) {
        return ByteBuffer.wrap(file, 16 + at, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void seal(byte[] file, int at, int length) {
        ByteBuffer bytes = view(file, at, length);
        bytes.putInt(Checksum.FIELD, (int) Checksum.of(StructView.littleEndian("", bytes.duplicate())));
    }
}
