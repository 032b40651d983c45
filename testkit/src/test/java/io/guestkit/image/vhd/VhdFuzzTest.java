package io.guestkit.image.vhd;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.image.BlockImages;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;

class VhdFuzzTest {

    @FuzzTest
    void anyBytes(byte[] input) {
        BlockImages.readAnything(VhdDriver.BY_HEADER, input);
    }

    @FuzzTest
    void anyBytesBeforeAFooter(byte[] input) {
        BlockImages.readAnything(VhdDriver.BY_FOOTER, input);
    }

    /** Checksums would keep a fuzzer from ever getting further than the footer. */
    @FuzzTest
    void sealed(byte[] input) {
        byte[] sealed = input.clone();
        for (int at : new int[] {16, input.length - VhdFooter.LENGTH}) {
            if (at >= 16 && at + VhdFooter.LENGTH <= sealed.length) {
                ByteBuffer footer =
                        ByteBuffer.wrap(sealed, at, VhdFooter.LENGTH).slice();
                StructView s = StructView.bigEndian("", footer.duplicate());
                footer.putInt(VhdFooter.CHECKSUM, (int) Checksum.of(s, VhdFooter.CHECKSUM));
            }
        }
        BlockImages.readAnything(VhdDriver.BY_HEADER, sealed);
    }
}
